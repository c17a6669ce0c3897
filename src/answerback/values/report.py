"""All of a run as ids and facts, no prose; rendered later in any language and format."""

from __future__ import annotations

from typing import Any

import msgspec

from answerback.values.changes import Changes, label
from answerback.values.exchange import Failure, Phases
from answerback.values.readiness import Readiness, Trial
from answerback.values.result import Found, Result, Severity, Status, Verdict

EXIT_CODES = {
    Verdict.HEALTHY: 0,
    Verdict.DEGRADED: 1,
    Verdict.BROKEN: 1,
    Verdict.UNREACHABLE: 3,
    Verdict.INCONCLUSIVE: 4,
}
WRONG_USAGE = 2
DOUBTFUL = (Status.WARN, Status.IGNORED, Status.UNKNOWN, Status.CRASH)
"""Statuses that a strict run does not accept; declining clearly (`unsupported`) is a service's right."""


class Tool(msgspec.Struct, frozen=True):
    """Which Answerback made the report."""

    name: str
    version: str


class Aim(msgspec.Struct, frozen=True):
    """What was tested: the URL as spelled, the base that works, the model, the level."""

    url: str
    base: str
    model: str | None
    models: tuple[str, ...]
    level: str
    key_name: str = ""
    """Environment variable that held the key; empty where none was sent."""


class Recognised(msgspec.Struct, frozen=True):
    """The product behind the URL; `name` is empty when nothing fits."""

    name: str = ""
    version: str = ""
    confidence: str = ""


class Trace(msgspec.Struct, frozen=True):
    """One exchange in short, redacted: enough to repeat it with curl and to draw its timeline."""

    number: int
    kind: str
    """`get`, `models`, `chat`, `raw` or `hangup`."""
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str
    status: int
    failure: Failure | None
    phases: Phases
    content_type: str
    excerpt: str
    """The start of the response's body."""
    bytes: int
    arrivals: tuple[tuple[float, int], ...] = ()
    """Milliseconds and bytes of each read, at most 512."""
    insecure: bool = False
    direct: bool = False
    ip: int = 0
    """4 or 6 where that address family was forced."""
    encoding: str = ""
    """`Accept-Encoding` that was sent."""
    cut: bool = False
    """`body` is only the start of what was sent."""
    hang_up: int = 0
    """Stream events after which the client closed the connection; 0: it did not."""
    started_ms: float = 0.0
    """When it was sent, since the run started."""
    sent_bytes: int = 0
    """Length of the request's body."""
    tail: str = ""
    """The end of the response's body, where `excerpt` does not reach it."""


class Cost(msgspec.Struct, frozen=True):
    """What the run cost; tokens as the service counted them."""

    requests: int
    prompt_tokens: int
    completion_tokens: int


class Timing(msgspec.Struct, frozen=True):
    """Seconds of the whole run, and what was measured of the service (milliseconds, tokens/s)."""

    wall_s: float
    ttft_ms: float | None = None
    itl_ms: float | None = None
    tokens_per_s: float | None = None


class Report(msgspec.Struct, frozen=True):
    """The whole run. Lossless through JSON."""

    tool: Tool
    target: Aim
    server: Recognised
    verdict: Verdict
    capabilities: dict[str, Any]
    results: tuple[Result, ...]
    faults: tuple[Found, ...]
    untested: tuple[str, ...]
    cost: Cost
    timing: Timing
    exchanges: tuple[Trace, ...]
    started_at: str = ""
    """ISO 8601, UTC."""
    strict: bool = False
    """Promises that are harmful, ignored or untested count as faults for the exit code."""
    fail_on: Severity | None = None
    """The least severity that counts for the exit code; None: minor."""
    clients: tuple[Readiness, ...] = ()
    """Which known clients will work with it, where that was asked."""
    trials: tuple[Trial, ...] = ()
    """What came of running those that are installed, where that was asked."""
    changes: Changes | None = None
    """Since an earlier report; then only what got worse counts for the exit code."""

    @property
    def doubts(self) -> tuple[str, ...]:
        """Ids of the checks that `strict` counts as faults: whatever is owed and does not hold."""
        return tuple(r.check for r in self.results if r.status in DOUBTFUL and r.facts.get("owed", True))

    @property
    def counted(self) -> tuple[Found, ...]:
        """The faults that count for the exit code: severe enough, and new where there is an earlier report."""
        least = (self.fail_on or Severity.MINOR).rank
        severe = tuple(found for found in self.faults if found.severity.rank <= least)
        return severe if self.changes is None else tuple(f for f in severe if label(f) in self.changes.new)

    @property
    def gated(self) -> bool:
        """Whether something else than the verdict alone decides about the exit code."""
        return self.fail_on is not None or self.changes is not None

    @property
    def exit_code(self) -> int:
        """Exit code per contract: 0 healthy, 1 faults, 3 unreachable, 4 inconclusive."""
        faulty, tested = EXIT_CODES[Verdict.DEGRADED], (Verdict.HEALTHY, Verdict.DEGRADED, Verdict.BROKEN)
        if self.gated and self.verdict in tested:
            speechless = self.verdict is Verdict.BROKEN and not self.faults
            return faulty if self.counted or speechless or self._new_doubts else 0
        if self.strict and self.verdict is Verdict.HEALTHY and self.doubts:
            return faulty
        return EXIT_CODES[self.verdict]

    @property
    def _new_doubts(self) -> bool:
        """Whether a strict run has doubts, of which an earlier report did not know."""
        if not self.strict or self.changes is None:
            return self.strict and bool(self.doubts)
        flipped = {flip.check for flip in self.changes.flipped}
        return any(check in flipped for check in self.doubts)
