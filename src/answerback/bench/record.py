"""What one request of a load test met with: times, counts, the end it came to. Values only."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from answerback.values.answer import Usage
from answerback.values.exchange import FailureKind


class Record(msgspec.Struct, kw_only=True):
    """One request, after its last byte. All times are monotonic ns since the stage started.

    Handed round once and then dropped, so that memory stays flat: whoever needs something of it later takes it out.
    """

    number: int
    """Position in the stage, from 0; also `Work.number`."""
    planned_ns: int | None
    """When it should have gone out; None in a closed loop."""
    sent_ns: int
    """When libcurl was given it."""
    end_ns: int
    """When it was over."""
    first_byte_ns: int | None = None
    """First byte of the body; None where none came."""
    first_reasoning_ns: int | None = None
    """First event with a thought in it."""
    first_answer_ns: int | None = None
    """First event with content or a tool call in it."""
    arrivals_ns: Sequence[int] = ()
    """Arrival of each event that carries text, a thought or a tool call (as `Chunk.says` has it), in order."""
    status: int = 0
    failure: FailureKind | None = None
    """How it broke on the wire; None where it came to its end."""
    error: str = ""
    """The service's own words where it declined (a status, or an error inside a stream); empty otherwise."""
    curl: int = 0
    """libcurl's error number; 0: none."""
    done: bool = False
    """`[DONE]` came, or the body was whole."""
    finish: str = ""
    """`finish_reason` of the first choice as it was sent; empty: none came."""
    usage: Usage | None = None
    events: int = 0
    """Events with data, `[DONE]` among them."""
    broken_events: int = 0
    """Events whose data is neither JSON nor `[DONE]`."""
    text: str = ""
    """The answer's content."""
    thought: str = ""
    calls: int = 0
    """Tool calls that began."""
    bytes: int = 0
    new_connection: bool = False
    label: str = ""
    session: str = ""
    turn: int = 0
    nonce: str = ""
    prompt_tokens: int = 0
    """Planned tokens of the prompt (`Work.prompt_tokens`)."""
    max_tokens: int = 0
    cached_tokens: int = 0
    """Planned tokens that an earlier prompt shares (`Work.cached_tokens`)."""
    warm_up: bool = False
    """It began before the service had settled, and is in no percentile."""

    @property
    def ok(self) -> bool:
        """Whether an answer came whole: 2xx, no error, to its end, and not empty."""
        return self.failure is None and 200 <= self.status < 300 and not self.error and self.first_token_ns is not None

    @property
    def first_token_ns(self) -> int | None:
        """First event that says anything: the first token's clock, which is the one of `check`."""
        return self.arrivals_ns[0] if self.arrivals_ns else None

    @property
    def tokens(self) -> int:
        """Completion tokens as the service counted them; without a count, the events that said something."""
        counted = self.usage.completion if self.usage is not None else None
        return counted if counted is not None else len(self.arrivals_ns)

    @property
    def start_ns(self) -> int:
        """From where latency counts: the planned time in an open loop (waiting is part of it), else the sending."""
        return self.sent_ns if self.planned_ns is None else min(self.planned_ns, self.sent_ns)


class Keep(msgspec.Struct, frozen=True):
    """One exchange that was kept as evidence: a failure, or one of a sample. No key is in it."""

    number: int
    why: str
    """`failure` or `sample`."""
    body: bytes
    """What was sent."""
    status: int
    headers: tuple[tuple[str, str], ...]
    pieces: tuple[tuple[int, bytes], ...]
    """ns since it was sent, and the bytes."""
    record: Record
