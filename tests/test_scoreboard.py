"""The scoreboard counts what it says: named first, shares by priority, and what was not played as not named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from answerback import fault
from answerback.fault import Logged

BENCH = Path(__file__).parents[1] / "bench"


@pytest.fixture
def score(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(BENCH))
    import score

    yield score
    sys.modules.pop("score", None)


def made(score: Any, code: str, *codes: str, priority: int = 3, alike: tuple[str, ...] = ()) -> Any:
    return score.Score(code, code[0], priority, "smoke", codes, (), True, (), 3, 0.1, alike)


@pytest.mark.parametrize(
    ("codes", "alike", "first"),
    [
        (("A03",), (), True),
        (("A01", "A03"), (), False),
        (("A01", "A03"), ("A01",), True),
        (("A01",), ("A01",), False),
        (("A04", "A03"), ("A01",), False),
        ((), ("A01",), False),
    ],
)
def test_named_first_or_beside_what_nothing_tells_apart(score, codes, alike, first):
    assert made(score, "A03", *codes, alike=alike).first is first


def test_what_was_not_played_counts_as_not_named(score):
    shown = [kind for kind in fault.load() if kind.played or not issubclass(kind, Logged)]
    scores = [made(score, kind.code, kind.code, priority=kind.priority) for kind in shown]
    assert score.reached(scores)
    assert {row[3] for row in score.priorities(scores)} == {"100%"}
    common = next(one for one in scores if one.priority == 3)
    assert not score.reached([one for one in scores if one is not common]), "all of priority 3 are wanted"
    rare = next(one for one in scores if one.priority == 1)
    assert score.reached([one for one in scores if one is not rare]), "seven in ten of priority 1 are enough"


def test_the_page_tells_shares_only_where_all_was_played(score, tmp_path):
    lead = {"en": "Played.", "zh": "已演练。"}
    one = made(score, "H04", "H04")
    score.write(tmp_path, "board.md", lead, [one], whole=True)
    assert "| P3 |" in (tmp_path / "zh" / "board.md").read_text().partition("## 逐个故障")[0]
    score.write(tmp_path, "board.md", lead, [one])
    assert "## By priority" not in (tmp_path / "en" / "board.md").read_text()
