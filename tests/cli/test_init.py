"""`answerback init`: everything in the file is explained, valid, and switched off; nothing is overwritten."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from answerback import config
from answerback.cli import app, init
from answerback.cli._parse import SHARED, parse
from answerback.values.text import Lang


def test_it_writes_once_and_never_over_another(answerback):
    assert answerback("init").code == 0
    before = Path("answerback.toml").read_text("utf-8")
    said = answerback("init")
    assert (said.code, said.err.count("\n")) == (2, 1) and "not overwritten" in said.err
    assert Path("answerback.toml").read_text("utf-8") == before


@pytest.mark.parametrize("lang", list(Lang))
def test_as_written_it_changes_nothing(lang):
    raw = tomllib.loads(init.content(lang))
    assert all(table == {} for table in raw.values())


@pytest.mark.parametrize("lang", list(Lang))
def test_every_setting_is_accepted_once_switched_on(tmp_path, lang):
    path = tmp_path / "answerback.toml"
    path.write_text(re.sub(r"(?m)^#(?=[a-z])", "", init.content(lang)), encoding="utf-8")
    for name in init.COMMANDS:
        command = app.load(name)
        found = config.from_file(str(path), name, command, SHARED)
        assert {o.name for o in command.options if o.configurable} <= set(found)


def test_a_setting_that_is_switched_on_holds(answerback):
    answerback("init")
    path = Path("answerback.toml")
    path.write_text(path.read_text("utf-8").replace('#level = "standard"', 'level = "smoke"'), encoding="utf-8")
    assert parse("check", app.load("check"), [], {}).text("level") == "smoke"


def test_a_folder_that_cannot_be_written_is_one_line(answerback, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    said = answerback("init")
    assert said.code == 2 and "Permission denied" in said.err


def test_it_is_written_in_the_language_that_was_asked_for():
    assert not re.search("[\u4e00-\u9fff]", init.content(Lang.EN))
    assert "检查深度" in init.content(Lang.ZH)
