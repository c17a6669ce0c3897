"""The HTML report in a real browser: both languages and themes, narrow and wide, by keyboard, on paper.

`make test-browser` installs what this needs outside the checkout; without it the tests are skipped and say why.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from answerback import fault
from answerback.render import render
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import several
from answerback.values.target import STANDARD
from answerback.values.text import Lang

HERE = Path(__file__).parent
PLAYWRIGHT = Path(os.environ.get("ANSWERBACK_PLAYWRIGHT", Path.home() / ".cache" / "answerback" / "playwright"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MISSING = [
    name
    for name, there in (
        ("`make test-browser`", os.environ.get("ANSWERBACK_BROWSER")),
        ("node", shutil.which("node")),
        ("chromium", CHROMIUM),
        ("playwright-core", (PLAYWRIGHT / "node_modules" / "playwright-core").is_dir()),
    )
    if not there
]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("pages")
    files = []
    for code in ("", "H09", "E17", "A01"):
        kind = fault.named(code) if code else None
        wire = SimWire("vllm", several(kind.seen_with) if kind else (), asked=kind.asked if kind else None)
        try:
            report = Run(wire.target, wire, STANDARD).report()
        finally:
            wire.close()
        files.append(folder / f"{code or 'healthy'}.html")
        files[-1].write_text(render(report, "html", Lang.EN), encoding="utf-8")
    done = subprocess.run(
        ["node", HERE / "page.mjs", str(CHROMIUM), *files],
        env={**os.environ, "PLAYWRIGHT_FROM": str(PLAYWRIGHT)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_nothing_is_asked_of_anybody_and_no_error_shows(seen):
    assert [(one["errors"], one["asked"]) for one in seen if one["errors"]] == []
    assert {url.partition(":")[0] for one in seen for url in one["asked"]} == {"file"}


def test_each_language_shows_itself_alone_and_is_kept(seen):
    for one in seen:
        english, chinese = one["languages"]["en"], one["languages"]["zh-CN"]
        assert (english["lang"], chinese["lang"], one["kept"]) == ("en", "zh-CN", "zh-CN")
        assert english["pressed"] == chinese["pressed"] == "true"
        assert english["verdict"] != chinese["verdict"] and english["title"] != chinese["title"]
        assert "Promises" in english["text"] and "承诺" not in english["text"]
        assert "承诺" in chinese["text"] and "Promises" not in chinese["text"]


def test_it_fits_narrow_and_wide_windows(seen):
    for one in seen:
        for lang, found in one["languages"].items():
            assert found["overflow"] <= 0, (Path(one["file"]).name, one["width"], lang)


def test_every_word_can_be_read_in_both_themes(seen):
    assert [low for one in seen for found in one["languages"].values() for low in found["low"]] == []


def test_the_theme_follows_the_system_until_one_is_chosen(seen):
    papers = {one["scheme"]: one["papers"] for one in seen}
    light, dark = papers["light"][0], papers["dark"][0]
    assert light != dark
    for scheme, own in (("light", light), ("dark", dark)):
        assert papers[scheme] == [own, light, dark, own]


def test_it_can_be_used_by_keyboard_and_has_landmarks(seen):
    for one in seen:
        assert one["focused"][:4] == ["Askip", "BUTTONen", "BUTTONzh-CN", "BUTTONauto"], one["focused"]
        assert one["landmarks"] == [1, 1, 1, 1]
        assert one["headings"][0] == 1 and one["headings"].count(1) == 1
        assert all(b - a <= 1 for a, b in zip(one["headings"], one["headings"][1:], strict=False))


def test_commands_are_copied_and_exchanges_unfold(seen):
    broken = [one for one in seen if Path(one["file"]).stem != "healthy"]
    assert broken and all(one["copied"] and one["followed"] for one in broken)


def test_paper_is_white_and_has_no_buttons(seen):
    printed = [one for one in seen if "printed" in one]
    assert printed
    for one in printed:
        assert one["printed"] == "rgb(255, 255, 255)"
        assert one["buttons"] == 0 and one["pdf"] > 10_000
