"""The page on slowness names faults that exist, with the flags that their remedies name, alike in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from answerback import check, fault

DOCS = Path(__file__).parents[1] / "docs"


def rows(lang: str) -> list[list[str]]:
    lines = (DOCS / lang / "slow.md").read_text(encoding="utf-8").splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return table[2:]


def test_both_languages_tell_the_same_codes_and_flags() -> None:
    english, chinese = rows("en"), rows("zh")
    assert [re.findall(r"[A-Z]\d\d", row[3]) for row in english] == [
        re.findall(r"[A-Z]\d\d", row[3]) for row in chinese
    ]
    for one, other in zip(english, chinese, strict=True):
        assert re.findall("`[^`]+`", one[4]) == re.findall("`[^`]+`", other[4])


@pytest.mark.parametrize("row", rows("en"), ids=lambda row: row[3])
def test_each_cause_is_a_fault_that_is_found(row: list[str]) -> None:
    for code in re.findall(r"[A-Z]\d\d", row[3]):
        assert fault.named(code) is not None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_checks_that_are_named_exist(lang: str) -> None:
    text = (DOCS / lang / "slow.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:load|host)\.[a-z-]+)`", text)
    assert named
    assert all(check.named(name) is not None for name in named)
