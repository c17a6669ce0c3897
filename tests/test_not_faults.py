"""What looks like a fault and is none stays silent: each habit acted out as the scoreboard does."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.result import Severity, Status
from answerback.values.target import STANDARD, Secret, Target


def habits() -> tuple[Any, ...]:
    path = Path(__file__).parents[1] / "bench" / "not_faults.py"
    spec = importlib.util.spec_from_file_location("not_faults", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(module.NOT_FAULTS)


@pytest.mark.parametrize("habit", habits(), ids=lambda habit: habit.code)
def test_a_legal_habit_is_not_called_a_fault(habit: Any) -> None:
    wire = SimWire(habit.dialect, habit.acts)
    try:
        report = Run(Target(wire.url, key=Secret(habit.key) if habit.key else None), wire, STANDARD).report()
    finally:
        wire.close()
    called = [f.code for f in report.faults if f.severity.rank <= Severity.MINOR.rank and f.code not in habit.allowed]
    assert not called
    assert not [result for result in report.results if result.status is Status.CRASH]
    assert report.cost.requests >= 3
