"""What looks like a fault and is none stays silent: each habit acted out as the scoreboard does.

Silence means nothing where nothing happened, so each injection must have changed something in the same run.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from answerback.run import Run
from answerback.sim.act import Deed
from answerback.sim.setup import Setup
from answerback.sim.wire import SimWire
from answerback.values.injections import Configure
from answerback.values.result import Severity, Status
from answerback.values.target import DEEP, STANDARD, Level, Secret, Target


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


@pytest.mark.parametrize("level", [STANDARD, DEEP], ids=lambda level: level.name)
@pytest.mark.parametrize("habit", habits(), ids=lambda habit: habit.code)
def test_a_legal_habit_is_not_called_a_fault(habit: Any, level: Level) -> None:
    deeds: list[Deed] = []
    wire = SimWire(habit.dialect, habit.acts, log=deeds.append)
    try:
        report = Run(Target(wire.url, key=Secret(habit.key) if habit.key else None), wire, level).report()
    finally:
        wire.close()
    called = [f.code for f in report.faults if f.severity.rank <= Severity.MINOR.rank and f.code not in habit.allowed]
    assert not called
    assert not [result for result in report.results if result.status is Status.CRASH]
    if level is DEEP:  # only there are all of them asked for: a long prompt, many at once
        assert not idle(habit, deeds)


def test_every_habit_is_acted_out() -> None:
    played = {habit.code.rstrip("b") for habit in habits()}
    assert len(played) == 22
    assert not [habit.code for habit in habits() if not habit.acts]
