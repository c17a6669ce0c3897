"""A whole check of a simulated service, in process and in virtual time."""

from __future__ import annotations

import time

from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.asked import Asked
from answerback.values.injections import Injection
from answerback.values.report import Report
from answerback.values.target import Level


def examine(
    dialect: str, acts: tuple[Injection, ...], level: Level, asked: Asked | None = None, seed: int = 0
) -> tuple[Report, float]:
    """Run the check; the seconds are this machine's, not the service's."""
    begin = time.perf_counter()
    wire = SimWire(dialect, acts, seed, asked=asked)
    try:
        report = Run(wire.target, wire, level).report()
    finally:
        wire.close()
    return report, time.perf_counter() - begin
