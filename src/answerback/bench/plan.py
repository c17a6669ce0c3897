"""What a stage of load asks: when requests go out, and what each one says. Values only."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from answerback.bench.record import Record


class Arrivals(StrEnum):
    """What decides when a request goes out."""

    CLOSED = "closed"
    """So many are under way at all times: the next goes out when one has ended."""
    CONSTANT = "constant"
    POISSON = "poisson"
    BURST = "burst"
    RAMP = "ramp"
    TRACE = "trace"
    """The times of a recorded trace."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """One level of load, held until `duration_s` or `requests`, whichever comes first."""

    arrivals: Arrivals = Arrivals.CLOSED
    concurrency: int | None = None
    """Requests under way at all times (closed loop); None in an open loop."""
    rate: float | None = None
    """Requests per second that are planned on the average (open loop); None in a closed loop."""
    start_rate: float | None = None
    """Where a ramp begins; None: at `rate` / 10. It ends at `rate`."""
    burst: int = 8
    """Requests that go out together (`burst`)."""
    duration_s: float | None = None
    requests: int | None = None
    seed: int = 0

    @property
    def open(self) -> bool:
        """Whether send times are planned, so that no answer that is late makes the next request late."""
        return self.arrivals is not Arrivals.CLOSED

    @property
    def load(self) -> float:
        """The concurrency, or the rate in requests per second."""
        return float(self.concurrency or 0) if not self.open else float(self.rate or 0.0)


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One request as it will go out: everything is settled before the clock starts."""

    number: int
    """Position in the stage, from 0."""
    body: bytes
    """The whole JSON body, model and `stream` included."""
    max_tokens: int
    """The most that its answer may cost; the budget counts with it."""
    prompt_tokens: int = 0
    """Planned tokens of the prompt, as the service counts them; 0: not known."""
    planned_ns: int | None = None
    """When it should go out, ns since the stage started. Set in an open loop by who made the work only where the time
    belongs to the work (a trace); else None, and the stage's arrivals say when."""
    label: str = ""
    """What kind of work it is (`prefix`, `chat`, `tools` …), to group by; free."""
    session: str = ""
    """The conversation of which it is a turn; empty: none."""
    turn: int = 0
    nonce: str = ""
    """Letters that stand in this prompt and in no other, so that foreign words in an answer are known."""
    cached_tokens: int = 0
    """Planned tokens of the prompt that an earlier prompt began with as well (shared prefix)."""


class Source(Protocol):
    """Where the work of a stage comes from. The engine calls it from one thread, and it must be quick (< 50 µs)."""

    def next(self) -> Work | None:
        """Return the next request; None where there is none just now (for ever, unless `over` is False)."""

    @property
    def over(self) -> bool:
        """Whether nothing will come any more; False while a conversation waits for an answer."""

    def ended(self, record: Record) -> None:
        """Learn what came of a request (the next turn of its conversation is made from that)."""

    def expected(self) -> Expected:
        """Say what all of it will cost, before anything is sent."""


class Expected(msgspec.Struct, frozen=True):
    """What a stage will cost at most; tokens as the service counts them, as far as that is known."""

    requests: int | None
    """None: as many as fit into the time."""
    prompt_tokens: int
    """Of one request on the average."""
    max_tokens: int
    """Of one answer at most, on the average."""


class Times(Protocol):
    """The arrivals of an open loop."""

    def __call__(self, stage: Stage) -> Iterator[int]:
        """Yield planned send times, ns since the stage started, never decreasing; ends with the stage."""
