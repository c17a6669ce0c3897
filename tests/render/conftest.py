"""Reports to render: one of a right service, one with a known fault, one with a promise that no fault explains."""

from __future__ import annotations

import msgspec
import pytest

from answerback.values.exchange import Failure, FailureKind, Phases
from answerback.values.report import Aim, Cost, Recognised, Report, Timing, Tool, Trace
from answerback.values.result import Confidence, Found, Result, Severity, Status, Verdict

NASTY = "a\x1b[31mred\x1b]0;title\x07 \u202egnp.exe\r\n<script>alert('x')</script> | `code` ' \" & 你好"


def trace(number: int = 1, **changes: object) -> Trace:
    made = Trace(
        number=number,
        kind="chat",
        method="POST",
        url="http://127.0.0.1:8000/v1/chat/completions",
        headers=(("Content-Type", "application/json"), ("Authorization", "Bearer $OPENAI_API_KEY")),
        body='{"model":"m","messages":[{"role":"user","content":"你好, it\'s me"}]}',
        status=200,
        failure=None,
        phases=Phases(0.0, 0.001, 0.0, 0.02, 0.5),
        content_type="application/json",
        excerpt=NASTY,
        bytes=len(NASTY),
        arrivals=((20.0, 5), (21.5, 7)),
    )
    return msgspec.structs.replace(made, **changes)


@pytest.fixture
def healthy() -> Report:
    return Report(
        tool=Tool("answerback", "0.1.0"),
        target=Aim("127.0.0.1:8000", "http://127.0.0.1:8000/v1", "Qwen/Qwen3-0.6B", ("Qwen/Qwen3-0.6B",), "smoke"),
        server=Recognised("vllm", "0.15.0", "certain"),
        verdict=Verdict.HEALTHY,
        capabilities={"chat": "yes", "streaming": "yes"},
        results=(
            Result("connection.reached", Status.PASS, "", {"base": "http://127.0.0.1:8000/v1"}, (1,)),
            Result("chat.answers", Status.PASS, "", {"text": NASTY}, (1,)),
        ),
        faults=(),
        untested=(),
        cost=Cost(3, 78, 96),
        timing=Timing(0.5, 20.0, 1.5, 120.0),
        exchanges=(trace(),),
        started_at="2026-01-02T03:04:05+00:00",
    )


@pytest.fixture
def faulty(healthy: Report) -> Report:
    lost = Failure(FailureKind.STALLED, 28, "Operation timed out")
    return msgspec.structs.replace(
        healthy,
        verdict=Verdict.DEGRADED,
        capabilities={**healthy.capabilities, "models": "no", "tools": "broken", NASTY: NASTY},
        results=(
            *healthy.results,
            Result("streaming.ends-with-done", Status.FAIL, "missing", {"events": 12, "last": NASTY}, (1, 2)),
            Result("chat.of-another-version", Status.FAIL, "strange", {"x": NASTY}, (2,)),
            Result("models.listed", Status.UNKNOWN, "", {"root": "connection.reached"}),
            Result("models.recognised", Status.CRASH, "", {"error": f"KeyError: {NASTY}", "where": "a.py:1"}),
        ),
        faults=(
            Found("H04", Confidence.CERTAIN, Severity.MINOR, {"note": NASTY}, ("streaming.ends-with-done",), 2),
            Found("U00", Confidence.LIKELY, Severity.MAJOR, {"check": "chat.answers", "reason": "empty"}),
            Found("Q99", Confidence.POSSIBLE, Severity.INFO, {}, ("chat.of-another-version",), 2),
        ),
        untested=("models.listed", "models.recognised"),
        exchanges=(trace(), trace(2, failure=lost, status=0)),
        strict=True,
    )


@pytest.fixture
def unreachable(healthy: Report) -> Report:
    return msgspec.structs.replace(
        healthy,
        verdict=Verdict.UNREACHABLE,
        server=Recognised(),
        capabilities={},
        results=(
            Result("connection.reached", Status.FAIL, "refused", {"url": "http://h:1/v1/models", "curl": 7}, (1,)),
            Result("chat.answers", Status.UNKNOWN, "", {"root": "connection.reached"}),
        ),
        timing=Timing(0.1),
        cost=Cost(1, 0, 0),
    )
