"""Two faults at once: both are named, or the one that hides the other; and nothing third at minor or above."""

from __future__ import annotations

import itertools
import random

import pytest

from answerback import fault
from answerback.fault import Fault
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import several
from answerback.values.result import Severity, Status
from answerback.values.target import STANDARD, Target

PAIRS = 240
SEED = 20261124
TOGETHER = {
    ("E04", "E22"): ("F09",),  # a loop in the thought, and a limit that is passed: fewer counted than pieces seen
    ("G01", "G08"): ("I10",),  # a thought in the text that cannot be switched off leaves the forced call no room
    ("E27", "G08"): ("I10",),
    ("F03", "G06"): ("E31",),  # nothing counted and nothing where clients look: no sign that a model speaks
    ("F03", "F09"): ("F12",),  # of the counts one is always 2 and the others are always 0
    ("E01", "G12"): ("E07",),  # channel marks in garbled text
    ("G02", "L12"): ("J06",),  # the rate limit leaves only the JSON to see the thought in
    ("G03", "L12"): ("J06",),
    ("H08", "M06"): ("H06",),  # the proxy holds the whole stream back and loses it when the engine gives up
    ("D09", "G09"): ("J04",),  # the hidden thought leaves the JSON no room
}
"""What two faults truly look like together, where neither alone does."""


def shown(kinds: tuple[type[Fault], ...]) -> list[type[Fault]]:
    """Return those that the standard level finds by injections alone."""
    return [kind for kind in kinds if kind.seen_with and not kind.asked and kind.level <= STANDARD]


def drawn() -> list[tuple[type[Fault], type[Fault]]]:
    """Return the sample: pairs that one dialect shows."""
    pairs = [(a, b) for a, b in itertools.combinations(shown(fault.load()), 2) if a.dialect == b.dialect]
    return random.Random(SEED).sample(pairs, PAIRS)


@pytest.mark.parametrize(("a", "b"), [pytest.param(a, b, id=f"{a.code}-{b.code}") for a, b in drawn()])
def test_nothing_third_is_named(a: type[Fault], b: type[Fault]) -> None:
    wire = SimWire(a.dialect, (*several(a.seen_with), *several(b.seen_with)))
    try:
        report = Run(Target(wire.url), wire, STANDARD).report()
    finally:
        wire.close()
    assert not [result for result in report.results if result.status is Status.CRASH]
    harmful = {found.code for found in report.faults if found.severity.rank <= Severity.MINOR.rank}
    both = {a.code, b.code}
    together = set(TOGETHER.get((a.code, b.code), ()))
    assert {found.code for found in report.faults} & (both | together), "neither is named"
    assert harmful <= both | together
