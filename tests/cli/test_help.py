"""Help: complete, in both languages, with examples that the parser accepts."""

from __future__ import annotations

import os
import re
import shlex

import pytest

from answerback import __version__
from answerback.cli import app
from answerback.cli._parse import parse
from answerback.command import UsageError


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("help",), ()])
def test_the_overview_names_every_command(answerback, words):
    said = answerback(*words)
    assert said.code == 0
    assert __version__ in said.out
    assert all(f"  {name} " in said.out for name in app.names())


@pytest.mark.parametrize("name", app.names())
def test_every_command_has_help_with_all_its_options_in_both_languages(answerback, name):
    english, chinese = (answerback(name, "--help", "--lang", lang).out for lang in ("en", "zh"))
    for option in app.load(name).options:
        assert f"--{option.name}" in english
        assert f"--{option.name}" in chinese
    assert not re.search("[\u4e00-\u9fff]", english)
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert answerback("help", name).out == answerback(name, "-h").out


@pytest.mark.parametrize("name", app.names())
def test_examples_are_what_the_parser_accepts(name):
    command = app.load(name)
    for example in command.examples:
        words = shlex.split(re.sub(r"^(\w+=\S+ )+", "", re.split(r" [|>] ", example.line)[0]), comments=True)
        assert words[0] == "answerback", example.line
        words = [w for w in words[1:] if w != "&"]
        if words[0] != name:
            assert name == "check", example.line
            words = [name, *words]
        try:
            parse(name, command, words[1:], {})
        except UsageError as error:
            pytest.fail(f"{example.line}: {error}")


def test_help_needs_no_service_and_no_valid_settings(answerback, monkeypatch):
    monkeypatch.setenv("ANSWERBACK_LEVEL", "nonsense")
    assert answerback("check", "--help").code == 0
    assert os.environ["ANSWERBACK_LEVEL"] == "nonsense"
