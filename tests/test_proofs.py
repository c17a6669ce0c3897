"""Every reason and every fault, proved: the injection that it names must lead to exactly it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from answerback import check, fault
from answerback.check import Check
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.asked import Asked
from answerback.values.injections import several
from answerback.values.report import Report
from answerback.values.result import Confidence, Severity, Status
from answerback.values.target import DEEP, LEVELS, STANDARD, Level

CHECKS = check.load(DEEP)


def proved_reasons() -> Iterator[Any]:
    for kind in CHECKS:
        for name, reason in kind.reasons.items():
            if reason.seen_with is not None:
                yield pytest.param(kind, name, id=f"{kind.id}:{name}")


def proved_faults() -> Iterator[Any]:
    for kind in fault.load():
        if kind.played:
            yield pytest.param(kind, id=f"{kind.code}-{kind.name}")


def closure(kind: type[Check], level: Level) -> list[type[Check]]:
    """The check and all that it rests on, in the order in which they are loaded."""
    wanted, found = [kind], set()
    while wanted:
        one = wanted.pop()
        if one not in found:
            found.add(one)
            wanted += [*one.needs, *one.after, *one.when_failed]
    return [one for one in CHECKS if one in found and one.level <= level]


def play(
    dialect: str,
    seen_with: Any,
    level: Level,
    checks: list[type[Check]] | None = None,
    asked: Asked | None = None,
) -> Report:
    wire = SimWire(dialect, several(seen_with), asked=asked)
    try:
        return Run(wire.target, wire, level, checks).report()
    finally:
        wire.close()


@pytest.mark.parametrize(("kind", "name"), list(proved_reasons()))
def test_the_injection_leads_to_the_reason(kind: type[Check], name: str) -> None:
    reason = kind.reasons[name]
    level = max(STANDARD, kind.level)
    report = play(reason.dialect, reason.seen_with, level, closure(kind, level))
    said = next(result for result in report.results if result.check == kind.id)
    assert (said.reason, said.status != Status.PASS) == (name, True), said
    crashed = [result for result in report.results if result.status is Status.CRASH]
    assert not crashed


@pytest.mark.parametrize("kind", list(proved_faults()))
def test_the_injection_leads_to_the_fault(kind: type[fault.Fault]) -> None:
    report = play(kind.dialect, kind.seen_with, kind.level, asked=kind.asked)
    harmful = [f for f in report.faults if f.code == kind.code or f.severity.rank <= Severity.MINOR.rank]
    first = next(iter(harmful), None)
    assert first is not None, report.results
    if first.code != kind.code:  # where nothing tells the two apart, both are named, and neither is sure
        assert first.code in kind.alike, ([f.code for f in harmful], report.results)
        assert kind.code in [f.code for f in harmful]
        assert {f.confidence for f in harmful} == {Confidence.POSSIBLE}
    crashed = [result for result in report.results if result.status is Status.CRASH]
    assert not crashed


def test_something_is_proved() -> None:
    assert len(list(proved_reasons())) > 100
    assert len(list(proved_faults())) > 160
    assert len(LEVELS) == 3
