"""From results and faults to the verdict, the capabilities, what stayed untested, and the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from answerback.check import Check
from answerback.values.asks import Chat
from answerback.values.report import Timing
from answerback.values.result import Found, Result, Severity, Status, Verdict
from answerback.wire.openai import Reading

REACHED = "connection.reached"
ANSWERS = "chat.answers"
"""The two promises on which the verdict turns."""


def verdict(results: Iterable[Result], faults: Sequence[Found], checks: Sequence[type[Check]]) -> Verdict:
    """Return the one word. Healthy means tested: without a plain chat answer it is never healthy."""
    by_id = {result.check: result for result in results}
    reached, answers = by_id.get(REACHED), by_id.get(ANSWERS)
    if reached is not None and reached.status is Status.FAIL:
        return Verdict.UNREACHABLE if reached.facts.get("curl") else Verdict.BROKEN
    if answers is not None and answers.status is Status.FAIL:
        return Verdict.BROKEN
    if any(f.severity is Severity.CRITICAL for f in faults):
        return Verdict.BROKEN
    if any(f.severity is not Severity.INFO for f in faults):
        return Verdict.DEGRADED
    if answers is None and any(c.id == ANSWERS for c in checks):
        return Verdict.INCONCLUSIVE
    if any(r.status is Status.CRASH for r in by_id.values()):
        return Verdict.INCONCLUSIVE
    if answers is not None and answers.status is Status.UNKNOWN:
        return Verdict.INCONCLUSIVE
    if not any(r.status in (Status.PASS, Status.WARN, Status.IGNORED, Status.UNSUPPORTED) for r in by_id.values()):
        return Verdict.INCONCLUSIVE
    return Verdict.HEALTHY


def capabilities(results: Iterable[Result], checks: Sequence[type[Check]]) -> dict[str, Any]:
    """Return name → `yes`, `no`, `ignored`, `broken` or `untested` for every check that states a capability."""
    words = {
        Status.PASS: "yes",
        Status.WARN: "yes",
        Status.FAIL: "broken",
        Status.IGNORED: "ignored",
        Status.UNSUPPORTED: "no",
    }
    names = {check.id: check.capability for check in checks if check.capability}
    return {
        names[r.check]: r.facts.get("capability", words.get(r.status, "untested")) for r in results if r.check in names
    }


def untested(results: Iterable[Result]) -> tuple[str, ...]:
    """Return the ids of the checks that could not be judged."""
    return tuple(r.check for r in results if r.status in (Status.UNKNOWN, Status.CRASH))


def measure(readings: Iterable[Reading], wall_s: float) -> Timing:
    """Return the run's timing: medians over the streams that said something."""
    first, gaps, rates = [], [], []
    for reading in readings:
        if not isinstance(reading.exchange.ask, Chat) or not reading.ok or not reading.spoken_ns:
            continue
        spoken = reading.spoken_ns
        first.append(spoken[0] / 1e6)
        gaps += [(b - a) / 1e6 for a, b in zip(spoken, spoken[1:], strict=False)]
        usage = reading.answer.usage
        if usage and usage.completion and len(spoken) > 4 and spoken[-1] > spoken[0]:
            rates.append((usage.completion - 1) / ((spoken[-1] - spoken[0]) / 1e9))
    return Timing(
        round(wall_s, 3),
        round(median(first), 1) if first else None,
        round(median(gaps), 2) if gaps else None,
        round(median(rates), 1) if rates else None,
    )


def median(values: Sequence[float]) -> float:
    """Return the middle value (`statistics` costs 3 ms of start-up for this)."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
