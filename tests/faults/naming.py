"""Which fault a whole run names first, for injections drawn by the tests of a family."""

from __future__ import annotations

from answerback import check
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import Injection
from answerback.values.report import Report
from answerback.values.result import Severity
from answerback.values.target import STANDARD, Level, Target

FAMILIES = ("connection", "models", "chat", "usage", "limits", "tools", "json")
ALSO = ("streaming.streams",)


def examine(
    dialect: str, *injections: Injection, level: Level = STANDARD, families: tuple[str, ...] = FAMILIES
) -> Report:
    """Run the checks of these families against a simulated service."""
    wire = SimWire(dialect, injections)
    chosen = [kind for kind in check.load(level) if kind.family in families or kind.id in ALSO]
    try:
        return Run(Target(wire.url), wire, level, chosen).report()
    finally:
        wire.close()


def named(
    dialect: str, *injections: Injection, level: Level = STANDARD, families: tuple[str, ...] = FAMILIES
) -> list[str]:
    """Return the codes at minor or above, the first one first."""
    return harmful(examine(dialect, *injections, level=level, families=families))


def checked(*injections: Injection, dialect: str = "vllm", level: Level = STANDARD) -> Report:
    """Run all checks of a level against a simulated service."""
    wire = SimWire(dialect, injections)
    try:
        return Run(Target(wire.url), wire, level).report()
    finally:
        wire.close()


def harmful(report: Report) -> list[str]:
    """Return the codes at minor or above, the first one first."""
    return [fault.code for fault in report.faults if fault.severity.rank <= Severity.MINOR.rank]
