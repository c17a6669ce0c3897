"""The report of a load test: the JSON contract `answerback.bench/1`. Figures and ids only, no prose.

Times are milliseconds where a name ends in `_ms`, seconds where it ends in `_s`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from answerback.values.report import Tool

SCHEMA = "answerback.bench/1"


class Spread(msgspec.Struct, kw_only=True):
    """A distribution. `ci95[p]` is the interval of a percentile; null where too little was seen."""

    n: int = 0
    mean: float | None = None
    p50: float | None = None
    p90: float | None = None
    p95: float | None = None
    p99: float | None = None
    p999: float | None = None
    max: float | None = None
    min: float | None = None
    ci95: dict[str, tuple[float, float]] = {}
    histogram: list[tuple[float, int]] = []
    """Lower edges and counts of at most 60 bins, for drawing; empty bins are left out."""


class Requests(msgspec.Struct, kw_only=True):
    """How requests ended. `warm_up` of those that are ok are in no percentile."""

    ok: int = 0
    failed: int = 0
    by_kind: dict[str, int] = {}
    """Failures by kind: `http_503`, `refused`, `error_in_stream`, `empty_answer` …"""
    warm_up: int = 0
    unfinished: int = 0
    """Still under way when the stage was stopped."""
    unsent: int = 0
    """Planned, and never sent: the budget or a limit came first."""


class Client(msgspec.Struct, kw_only=True):
    """What measuring cost, and how late it was."""

    cpu_s: float = 0.0
    lag_ms_p99: float = 0.0
    """How late the loop turned to a deadline of its own (a heartbeat every few ms): events were seen as late."""
    peak_rss_mb: float = 0.0
    lag_ms_p50: float = 0.0
    lag_ms_max: float = 0.0
    busy: float = 0.0
    """Share of the time in which the loop was at work."""
    events_per_s: float = 0.0
    processes: int = 1
    bottleneck: bool = False
    """The client was the limit: the figures say more about it than about the service."""
    why: list[str] = []
    """Ids: `lag`, `busy`, `late_sends`."""


class Moment(msgspec.Struct, kw_only=True):
    """One slice of the time line."""

    at_s: float
    """Its beginning, since the stage started."""
    sent: int = 0
    ok: int = 0
    failed: int = 0
    active: int = 0
    """Requests under way at its end."""
    tokens: int = 0
    ttft_ms: float | None = None
    """Mean of the requests that got their first token in it."""
    itl_ms: float | None = None


class StageReport(msgspec.Struct, kw_only=True, omit_defaults=False):
    """One level of load."""

    concurrency: int | None = None
    rate: float | None = None
    arrivals: str = "closed"
    requests: Requests = msgspec.field(default_factory=Requests)
    duration_s: float = 0.0
    """What was measured, without warm-up."""
    ttft_ms: Spread = msgspec.field(default_factory=Spread)
    """To the first event that says anything. From the planned time in an open loop."""
    itl_ms: Spread = msgspec.field(default_factory=Spread)
    """Per token: the gap between two events, divided by the tokens that an event of this answer carries."""
    tpot_ms: Spread = msgspec.field(default_factory=Spread)
    """(last - first token) / (tokens - 1), one value a request."""
    e2e_ms: Spread = msgspec.field(default_factory=Spread)
    output_tokens_per_s: float = 0.0
    requests_per_s: float = 0.0
    goodput: float | None = None
    """Requests per second that met every goal that a single request can meet; null without such goals."""
    client: Client = msgspec.field(default_factory=Client)
    gap_ms: Spread = msgspec.field(default_factory=Spread)
    """Per event, as it arrived: what a reader sees."""
    first_reasoning_ms: Spread = msgspec.field(default_factory=Spread)
    first_answer_ms: Spread = msgspec.field(default_factory=Spread)
    delay_ms: Spread = msgspec.field(default_factory=Spread)
    """Sent after the plan (open loop)."""
    connect_ms: Spread = msgspec.field(default_factory=Spread)
    """Requests that had to open a connection: sent to connected."""
    input_tokens_per_s: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int | None = None
    """Of the prompts, as the service says; null where it does not."""
    tokens_per_event: float | None = None
    tokens_counted: bool = True
    """The service counted the tokens (`usage`); False: events were counted in their place."""
    achieved_rate: float | None = None
    """Requests per second that went out (open loop)."""
    planned_rate: float | None = None
    warm_up_s: float = 0.0
    stopped: str = ""
    """`duration`, `requests`, `precision`, `budget`, `interrupted`, `service_gone`, `work_over`."""
    timeline: list[Moment] = []
    goals: list[GoalMet] = []
    judged: dict[str, Any] = {}
    """What was found wrong under load; filled by who judges."""


class GoalMet(msgspec.Struct, kw_only=True):
    """One goal at one stage."""

    goal: str
    """As it was written: `ttft_p99<500ms`."""
    seen: float | None = None
    met: bool | None = None
    """null: nothing was measured to say it by."""


class Limit(msgspec.Struct, kw_only=True):
    """What `--find-limit` found."""

    load: float | None = None
    """The highest load that met every goal; null: not even the lowest did."""
    unit: str = "concurrency"
    """`concurrency` or `rate`."""
    failed_at: float | None = None
    """The lowest load that did not; null: all that were tried did."""
    missed: list[str] = []
    """The goals that it missed there."""


class BenchReport(msgspec.Struct, kw_only=True):
    """A whole load test."""

    schema: str = SCHEMA
    tool: Tool = Tool("answerback", "")
    url: str = ""
    base: str = ""
    model: str | None = None
    server: str = ""
    version: str = ""
    started_at: str = ""
    """ISO 8601, UTC."""
    wall_s: float = 0.0
    seed: int = 0
    settings: dict[str, Any] = {}
    """The options that shaped the load, as they were given."""
    stages: list[StageReport] = []
    limit: Limit | None = None
    interrupted: bool = False
    service_gone: bool = False
    """The service stopped answering in the middle."""
    exchanges: list[Kept] = []
    faults: list[Any] = []


class Kept(msgspec.Struct, kw_only=True):
    """An exchange as evidence, in short."""

    stage: int
    number: int
    why: str
    status: int
    kind: str = ""
    body: str = ""
    answer: str = ""
    """The beginning of what came back."""
    sent_ms: float = 0.0
    arrivals: list[tuple[float, int]] = []
    """Milliseconds since it was sent, and bytes, of the first reads."""


def read(data: bytes) -> BenchReport:
    """Return a saved report; raises msgspec.ValidationError or DecodeError for anything else."""
    report = msgspec.json.decode(data, type=BenchReport)
    if report.schema != SCHEMA:
        raise msgspec.ValidationError(f"schema is {report.schema!r}, not {SCHEMA!r}")
    return report


def write(report: BenchReport) -> bytes:
    """Return the report as JSON with indents."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1)
