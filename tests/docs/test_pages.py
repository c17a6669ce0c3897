"""What the pages show happens: every block of a page that says so is played, in order."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from answerback.sim import spec

ROOT = Path(__file__).parents[2]
MARK = "<!-- played by tests/docs -->"
PAGES = sorted(page for page in (ROOT / "docs").glob("*/*.md") if MARK in page.read_text("utf-8"))


def beside(name: str) -> ModuleType:
    """Return a module of this folder, which is no package."""
    found = importlib.util.spec_from_file_location(f"docs_{name}", Path(__file__).with_name(f"{name}.py"))
    assert found is not None and found.loader is not None
    module = sys.modules[found.name] = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


playing = beside("playing")
named = pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")


@named
@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="needs bash and curl")
def test_every_block_does_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    reader = playing.Reader(tmp_path, page.parent.name)
    try:
        for block in playing.blocks(page.read_text("utf-8")):
            reader.play(block)
    finally:
        reader.close()


@named
def test_the_other_language_shows_the_same_blocks(page: Path) -> None:
    def asked(lang: str) -> list[tuple[str, list[str]]]:
        text = (page.parents[1] / lang / page.name).read_text("utf-8")
        found = playing.blocks(text)
        return [(b.kind, [s.command for s in playing.steps(b.text)] if b.kind == "console" else []) for b in found]

    assert asked("en") == asked("zh")


@named
def test_what_tables_write_can_be_read(page: Path) -> None:
    cells = re.findall(r"^\| (`.*?`) \|", page.read_text("utf-8"), re.MULTILINE)
    written = [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]
    for code in written:
        fault = f"Say:text=x,{code}" if code.startswith("on.") else code
        assert spec.read(shlex.split(fault)[0]).injections


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "a\nb\n", False),
        ("a … c\n", "a b c\n", True),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\n", "a\n", True),
        ("a\n…\nd\n", "a\nb\n", False),
        ("12:00:00 #1\n", "23:59:59 #1\n", True),
        ("", "", True),
        ("", "Traceback\n", False),
    ],
)
def test_what_fits(shown: str, printed: str, same: bool) -> None:
    assert playing.fits(shown, printed) is same
