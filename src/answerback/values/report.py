"""All of a run as ids and facts, no prose; rendered later in any language and format."""

from __future__ import annotations

from typing import Any

import msgspec

from answerback.values.exchange import Failure, Phases
from answerback.values.result import Found, Result, Status, Verdict

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

    @property
    def doubts(self) -> tuple[str, ...]:
        """Ids of the checks that `strict` counts as faults: whatever is owed and does not hold."""
        return tuple(r.check for r in self.results if r.status in DOUBTFUL and r.facts.get("owed", True))

    @property
    def exit_code(self) -> int:
        """Exit code per contract: 0 healthy, 1 faults, 3 unreachable, 4 inconclusive."""
        if self.strict and self.verdict is Verdict.HEALTHY and self.doubts:
            return EXIT_CODES[Verdict.DEGRADED]
        return EXIT_CODES[self.verdict]
