"""From results and faults to the verdict, the capabilities, what stayed untested, and the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from answerback.check import Check
from answerback.values.asks import Chat, HangUp, Look
from answerback.values.report import Cost, Timing, Trace
from answerback.values.result import Found, Result, Severity, Status, Verdict
from answerback.wire.openai import NOTHING, Reading
from answerback.wire.redact import Redactor

REACHED = "connection.reached"
ANSWERS = "chat.answers"
"""The two promises on which the verdict turns."""
MAX_SHOWN = 20_000
"""Bytes of a request's body that a report keeps."""
MAX_EXCERPT = 2000
MAX_TAIL = 600
"""Characters of a response's body that a report keeps."""
MAX_FACT = 400
"""Characters of a text among the facts."""


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
        gaps += [(b - a) / 1e6 for a, b in pairwise(spoken)]
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


def cost(sent: Iterable[Reading]) -> Cost:
    """Return what the requests cost, as the service counted it."""
    asked = [reading for reading in sent if not isinstance(reading.exchange.ask, Look)]
    usages = [usage for r in asked if isinstance(r.exchange.ask, Chat) and (usage := r.answer.usage)]
    return Cost(len(asked), sum(u.prompt or 0 for u in usages), sum(u.completion or 0 for u in usages))


def trace(reading: Reading, redactor: Redactor) -> Trace:
    """Return an exchange in short, redacted."""
    exchange = reading.exchange
    text = redactor.text
    failure = exchange.failure
    if failure is not None:
        failure = msgspec.structs.replace(failure, message=text(failure.message))
    start = exchange.body[: 2 * MAX_EXCERPT].decode("utf-8", "replace")
    return Trace(
        number=exchange.number,
        kind=type(exchange.ask).__struct_config__.tag,  # type: ignore[arg-type]
        method=exchange.request.method,
        url=text(exchange.request.url),
        headers=exchange.request.headers,
        body=text(exchange.request.body[:MAX_SHOWN].decode("utf-8", "replace")),
        status=exchange.status,
        failure=failure,
        phases=exchange.phases,
        content_type=text(reading.content_type),
        excerpt=text(start)[:MAX_EXCERPT],  # cut after redaction: half a key is one too
        bytes=len(exchange.body),
        arrivals=tuple((round(p.at_ns / 1e6, 3), len(p.data)) for p in exchange.pieces[:512]),
        insecure=exchange.ask.insecure,
        direct=exchange.ask.direct,
        ip=exchange.ask.ip,
        encoding=exchange.ask.encoding or "",
        cut=len(exchange.request.body) > MAX_SHOWN,
        started_ms=round(exchange.started_ns / 1e6, 3),
        sent_bytes=len(exchange.request.body),
        tail=_tail(exchange.body, text),
        hang_up=exchange.ask.after_events if isinstance(exchange.ask, HangUp) else 0,
    )


def _tail(body: bytes, text: Callable[[str], str]) -> str:
    """Return the end of a body that is longer than its excerpt; redacted before it is cut, as the excerpt is."""
    if len(body) <= MAX_EXCERPT:
        return ""
    return text(body[-8 * MAX_TAIL :].decode("utf-8", "replace"))[-MAX_TAIL:]


def plain(facts: dict[str, Any], redactor: Redactor) -> dict[str, Any]:
    """Return facts as JSON-like values, redacted, long texts cut."""
    return {str(k): _cut(v) for k, v in redactor.any(_plain(facts)).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    if value is NOTHING:
        return None
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MAX_FACT else value[:MAX_FACT] + "…"
    if isinstance(value, dict):
        return {k: _cut(v) for k, v in value.items()}
    return [_cut(v) for v in value] if isinstance(value, list) else value
