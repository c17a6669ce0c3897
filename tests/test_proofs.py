"""Every reason and every fault, proved: the injection that it names must lead to exactly it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from answerback import check, fault
from answerback.check import Check
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import several
from answerback.values.report import Report
from answerback.values.result import Status
from answerback.values.target import DEEP, LEVELS, STANDARD, Level, Target

CHECKS = check.load(DEEP)


def proved_reasons() -> Iterator[Any]:
    for kind in CHECKS:
        for name, reason in kind.reasons.items():
            if reason.seen_with is not None:
                yield pytest.param(kind, name, id=f"{kind.id}:{name}")


def proved_faults() -> Iterator[Any]:
    for kind in fault.load():
        if kind.seen_with is not None:
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


def play(dialect: str, seen_with: Any, level: Level, checks: list[type[Check]] | None = None) -> Report:
    wire = SimWire(dialect, several(seen_with))
    try:
        return Run(Target(wire.url), wire, level, checks).report()
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
    report = play(kind.dialect, kind.seen_with, kind.level)
    codes = [found.code for found in report.faults]
    assert codes[:1] == [kind.code], (codes, [r for r in report.results if r.status is not Status.PASS])
    crashed = [result for result in report.results if result.status is Status.CRASH]
    assert not crashed


def test_something_is_proved() -> None:
    assert len(list(proved_reasons())) > 20
    assert len(list(proved_faults())) > 5
    assert len(LEVELS) == 3
