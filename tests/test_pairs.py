"""Two faults at once: both are named, or the one that hides the other; and nothing third at minor or above."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

PAIRS = 120
"""A sample; the long sweep is bench/pairs.py."""


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


def test_another_fault_leaves_the_drawn_pairs_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = pairs.fault.load()
    with_all = pairs.drawn(PAIRS)
    monkeypatch.setattr(pairs.fault, "load", lambda: tuple(kind for kind in kinds if kind.code != with_all[0][0].code))
    fewer = pairs.drawn(PAIRS)
    gone = [pair for pair in with_all if pair not in fewer]
    assert gone and all(with_all[0][0] in pair for pair in gone)
