"""What looks like a fault and is none stays silent: each habit acted out as the scoreboard does.

Silence means nothing where nothing happened, so each injection must have changed something in the same run.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from random import Random
from typing import Any

import pytest

from answerback.run import Run
from answerback.sim import dialects
from answerback.sim.act import Deed
from answerback.sim.setup import Setup
from answerback.sim.wire import SimWire
from answerback.values.asked import Asked
from answerback.values.injections import Configure
from answerback.values.report import Report
from answerback.values.result import Severity, Status
from answerback.values.target import DEEP, STANDARD, Level


def habits() -> tuple[Any, ...]:
    path = Path(__file__).parents[1] / "bench" / "not_faults.py"
    spec = importlib.util.spec_from_file_location("not_faults", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(module.NOT_FAULTS)


def idle(habit: Any, deeds: list[Deed]) -> list[str]:
    """Return the injections that changed nothing in a run."""
    acted = {id(injection) for deed in deeds for injection, times in deed.done if times}
    usual = Setup(dialect=habit.dialect)
    left = []
    for injection in habit.acts:
        if isinstance(injection, Configure):
            changed = usual.with_(injection.name, injection.value) != usual
        else:
            changed = id(injection) in acted
        if not changed:
            left.append(repr(injection))
    if habit.status and habit.status not in {deed.status for deed in deeds}:
        left.append(f"HTTP {habit.status}")
    return left


def examine(habit: Any, dialect: str, level: Level, deeds: list[Deed]) -> Report:
    """Check a service of that dialect with the habit."""
    wire = SimWire(dialect, habit.acts, log=deeds.append, asked=Asked(key=habit.key))
    try:
        return Run(wire.target, wire, level).report()
    finally:
        wire.close()


def alarms(habit: Any, report: Report) -> list[str]:
    """Return what was called a fault, and the checks that broke down."""
    called = [f.code for f in report.faults if f.severity.rank <= Severity.MINOR.rank and f.code not in habit.allowed]
    return [*called, *(result.check for result in report.results if result.status is Status.CRASH)]


@pytest.mark.parametrize("level", [STANDARD, DEEP], ids=lambda level: level.name)
@pytest.mark.parametrize("habit", habits(), ids=lambda habit: habit.code)
def test_a_legal_habit_is_not_called_a_fault(habit: Any, level: Level) -> None:
    deeds: list[Deed] = []
    assert not alarms(habit, examine(habit, habit.dialect, level, deeds))
    if level is DEEP:  # only there are all of them asked for: a long prompt, many at once
        assert not idle(habit, deeds)


def test_every_habit_is_acted_out() -> None:
    played = {habit.code.rstrip("b") for habit in habits()}
    assert len(played) == 22
    assert not [habit.code for habit in habits() if not habit.acts]


HABITS_OF_ONE = ("NF10", "NF18")
"""Legal in products that say so, and a fault elsewhere."""
FAULTS_ELSEWHERE = {("NF15", "openvino"), ("NF27", "ollama")}
"""One gives the thought two names, of which the injection takes one away; one cuts instead of refusing."""


def elsewhere() -> list[Any]:
    """Return two other dialects for each habit, always the same."""
    drawn = Random(22)
    pairs = []
    for habit in habits():
        others = [name for name in sorted(dialects.load()) if name != habit.dialect]
        pairs += [(habit, name) for name in drawn.sample(others, 2) if (habit.code, name) not in FAULTS_ELSEWHERE]
    return [pytest.param(*pair, id=f"{pair[0].code}-{pair[1]}") for pair in pairs if pair[0].code not in HABITS_OF_ONE]


@pytest.mark.parametrize(("habit", "dialect"), elsewhere())
def test_the_habit_is_no_fault_of_another_product_either(habit: Any, dialect: str) -> None:
    assert not alarms(habit, examine(habit, dialect, STANDARD, []))
