"""Two faults at once: both are named, or the one that hides the other; and nothing third at minor or above."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

PAIRS = 120
"""A sample; the long sweep is bench/pairs.py."""

MENDED = (
    ("E01", "H02"),  # a flood that was packed is no buffer of a proxy
    ("E05", "G12"),  # marks of the harmony format are no other speaker
    ("E07", "F03"),  # nothing counted is no cap
    ("E19", "G11"),  # the end of a thought is no hole in the answer
    ("E27", "J03"),  # blanks without end, whatever is said of the finish
    ("F09", "G02"),  # a count that is too low is no cap
    ("G03", "J02"),  # a fence around nothing, the answer being in the thought
    ("G09", "H06"),  # a stream too short to be cut, and longer ones that are
)
"""Pairs that once had a third code."""


def bench() -> Any:
    sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
    try:
        return importlib.import_module("pairs")
    finally:
        sys.path.pop(0)


pairs = bench()


@pytest.mark.parametrize("pair", [pytest.param(p, id="-".join(kind.code for kind in p)) for p in pairs.drawn(PAIRS)])
def test_nothing_third_is_named(pair: Any) -> None:
    outcome = pairs.play(pair)
    assert not outcome.crashed
    assert not outcome.hidden, outcome.told
    assert not outcome.third, outcome.told


@pytest.mark.parametrize("codes", MENDED, ids="-".join)
def test_what_was_mended_stays_so(codes: tuple[str, str]) -> None:
    a, b = map(pairs.fault.named, codes)
    outcome = pairs.play((a, b))
    assert outcome.clean, outcome.told


def test_another_fault_leaves_the_drawn_pairs_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = pairs.fault.load()
    with_all = pairs.drawn(PAIRS)
    monkeypatch.setattr(pairs.fault, "load", lambda: tuple(kind for kind in kinds if kind.code != with_all[0][0].code))
    fewer = pairs.drawn(PAIRS)
    gone = [pair for pair in with_all if pair not in fewer]
    assert gone and all(with_all[0][0] in pair for pair in gone)
