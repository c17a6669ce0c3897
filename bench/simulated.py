"""A whole check of a simulated service, in process and in virtual time."""

from __future__ import annotations

import time

from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import Injection
from answerback.values.report import Report
from answerback.values.target import Level, Secret, Target


def examine(
    dialect: str, acts: tuple[Injection, ...], level: Level, key: str | None = None, seed: int = 0
) -> tuple[Report, float]:
    """Run the check; the seconds are this machine's, not the service's."""
    begin = time.perf_counter()
    wire = SimWire(dialect, acts, seed)
    try:
        report = Run(Target(wire.url, key=Secret(key) if key else None), wire, level).report()
    finally:
        wire.close()
    return report, time.perf_counter() - begin
