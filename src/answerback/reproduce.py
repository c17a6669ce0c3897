"""The request that shows a check or a fault, taken from a run on the simulator in virtual time."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from answerback import check
from answerback.check import Check
from answerback.fault import Fault
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.asked import Asked
from answerback.values.injections import Injection
from answerback.values.report import Report, Trace
from answerback.values.target import DEEP

SHOWN = "127.0.0.1:8000"
"""Where the reader's service is taken to be."""


def of_check(kind: type[Check]) -> Trace | None:
    """Return the request on which a check rests; None where it asks nothing."""
    wanted = closure(kind)
    plays: list[tuple[str, tuple[Injection, ...]]] = [("vllm", ())]
    plays += [(reason.dialect, _several(reason.seen_with)) for reason in kind.reasons.values() if reason.seen_with]
    for dialect, injections in plays:
        report = _play(dialect, injections, wanted)
        result = next((r for r in report.results if r.check == kind.id), None)
        if result is not None and (trace := _trace(report, result.exchanges[-1:])):
            return trace
    return None


def of_fault(kind: type[Fault]) -> Trace | None:
    """Return the request that shows a fault best; None for one that no simulator can act."""
    if not kind.played:
        return None
    report = _play(kind.dialect, _several(kind.seen_with), check.load(kind.level), kind.asked)
    found = next((f for f in report.faults if f.code == kind.code), None)
    if found is None:
        return None
    rests = [number for r in report.results if r.check in found.because for number in reversed(r.exchanges)]
    return _trace(report, [found.exchange, *rests])


def closure(kind: type[Check]) -> tuple[type[Check], ...]:
    """Return a check with all that must run before it, in the order of `check.load`."""
    wanted: set[type[Check]] = set()
    left = [kind]
    while left:
        one = left.pop()
        if one not in wanted:
            wanted.add(one)
            left += [*one.needs, *one.when_failed, *one.after]
    return tuple(other for other in check.load(DEEP) if other in wanted)


def _play(
    dialect: str, injections: Sequence[Injection], checks: Sequence[type[Check]], asked: Asked | None = None
) -> Report:
    wire = SimWire(dialect, injections, asked=asked)
    try:
        return Run(wire.target, wire, DEEP, checks).report()
    finally:
        wire.close()


def _several(injections: Injection | tuple[Injection, ...] | None) -> tuple[Injection, ...]:
    return injections if isinstance(injections, tuple) else () if injections is None else (injections,)


def _trace(report: Report, numbers: Sequence[int]) -> Trace | None:
    known = {trace.number: trace for trace in report.exchanges}
    found = next((known[number] for number in numbers if number in known), None)
    return None if found is None else msgspec.structs.replace(found, url=found.url.replace("sim:8000", SHOWN))
