"""The READMEs: their pictures show what is really printed, their commands exist, and both say the same."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from answerback.cli import app
from answerback.cli._parse import parse
from answerback.command import UsageError

ROOT = Path(__file__).parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PICTURES = ROOT / "docs" / "pictures"
named = pytest.mark.parametrize("page", READMES, ids=lambda path: path.name)


@pytest.fixture(scope="module")
def terminal() -> ModuleType:
    spec = importlib.util.spec_from_file_location("terminal_picture", PICTURES / "terminal.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(picture: str) -> list[str]:
    """Return the lines that a picture shows; figures and ids may differ."""
    [said] = re.findall(r"<desc>(.*?)</desc>", picture, re.DOTALL)
    return [re.sub(r"\d+|[0-9a-f]{8,}", "0", " ".join(line.split())) for line in said.splitlines()]


def test_the_pictures_show_what_is_printed(terminal: ModuleType) -> None:
    for name, drawn in terminal.pictures().items():
        kept = (PICTURES / name).read_text("utf-8")
        assert told(kept) == told(drawn), "run `make pictures`"
        assert all(code in kept for code in terminal.FAULTS)


@named
def test_a_picture_is_there_and_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text("utf-8"))
    assert any(link.endswith(".svg") for link in links)
    for link in links:
        assert link.startswith("https://") or (ROOT / link).exists(), link


def commands(page: Path) -> list[str]:
    return [code for code in re.findall(r"`(answerback [^`]+)`", page.read_text("utf-8")) if "…" not in code]


@named
def test_every_command_is_one_that_the_parser_accepts(page: Path) -> None:
    found = commands(page)
    assert len(found) > 10
    for line in found:
        words = shlex.split(re.sub(r"[\[\]]", "", line))[1:]
        assert words[0] in app.names(), line
        try:
            parse(words[0], app.load(words[0]), words[1:], {})
        except UsageError as error:
            pytest.fail(f"{line}: {error}")


def test_both_show_the_same_commands() -> None:
    english, chinese = ([re.sub(r" --lang \w+", "", c) for c in commands(page)] for page in READMES)
    assert english == chinese


def test_the_makefile_has_the_two_commands() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for page in READMES:
        targets = re.findall(r"^make (\w+)", page.read_text("utf-8"), re.MULTILINE)
        assert len(targets) == 2
        assert all(f"\n{target}:" in makefile for target in targets)
