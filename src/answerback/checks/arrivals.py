"""The first stream, and what the times at which a stream's pieces arrived show. Pure."""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise
from typing import Any

import msgspec

from answerback.checks.probes import COUNT_LONG, HELLO, HELLO_STREAM
from answerback.checks.thought import ENCODING
from answerback.values.asks import Chat, chat
from answerback.wire.openai import Reading

ENOUGH = 8
"""Pieces of text below which nothing is said about their pace."""
SLOW_S = 0.4
"""A stream that is over sooner is as good as instant, however it came."""
LONG_STREAM: Chat = chat(COUNT_LONG, stream=True, temperature=0, max_tokens=128, alone=True, encoding=ENCODING)
"""A text that any model goes on with up to the limit."""
SHORT_STREAM: Chat = LONG_STREAM.with_(max_tokens=8)


def first_stream() -> Generator[Any, Any, Reading]:
    """Return the first stream; where `stream_options` is declined (as some may), the one without it."""
    stream: Reading = yield HELLO_STREAM
    if 400 <= stream.status < 500 and stream.status not in (401, 403, 408, 429):
        bare: Reading = yield HELLO.with_(stream=True)
        return bare if bare.ok else stream
    return stream


def streamed(ask: Chat, stream: Reading) -> Chat:
    """Return the ask to be answered as a stream, where the first one came to its end; else as it is."""
    whole = stream.ok and stream.error is None and stream.is_sse and stream.done
    works = whole and stream.answer.first is not None
    return ask.with_(stream=True, stream_options={"include_usage": True}) if works else ask


class Pace(msgspec.Struct, frozen=True):
    """How the text of a stream arrived; seconds since the request was sent."""

    first_s: float
    last_s: float
    spoken: int
    """Chunks with text."""
    instants: int
    """Reads from the socket that brought text."""
    gaps_s: tuple[float, ...]
    """Between those reads."""

    @property
    def span_s(self) -> float:
        """From the first text to the last."""
        return self.last_s - self.first_s

    @property
    def gap_s(self) -> float:
        """The median gap between reads; 0 where there is none."""
        ordered = sorted(self.gaps_s)
        return ordered[len(ordered) // 2] if ordered else 0.0

    @property
    def longest_s(self) -> float:
        """The longest gap."""
        return max(self.gaps_s, default=0.0)


def pace(stream: Reading) -> Pace | None:
    """Return the pace of a stream; None where nothing was said."""
    spoken = stream.spoken_ns
    if not spoken:
        return None
    times = sorted(set(spoken))
    gaps = tuple((b - a) / 1e9 for a, b in pairwise(times))
    return Pace(times[0] / 1e9, times[-1] / 1e9, len(spoken), len(times), gaps)


def at_once(one: Pace) -> bool:
    """Whether most of the time went by before the first text."""
    return one.spoken >= ENOUGH and one.last_s >= SLOW_S and one.first_s >= 0.75 * one.last_s


def in_lumps(stream: Reading, one: Pace) -> bool:
    """Whether many chunks come at once, again and again, cut where a buffer was full and not between events."""
    if one.spoken < 3 * ENOUGH or one.instants < 3 or 6 * one.instants > one.spoken or one.gap_s < 0.1:
        return False
    ends, total, last = [], 0, None
    for piece in stream.exchange.pieces:
        if last is not None and piece.at_ns - last > 20_000_000:
            ends.append(total)
        total += len(piece.data)
        last = piece.at_ns
    body = stream.exchange.body
    inside = [end for end in ends if body[max(0, end - 2) : end] not in (b"\n\n", b"\r\n", b"\r\r")]
    return len(ends) >= 2 and 2 * len(inside) >= len(ends)


def held_back(short: list[Pace], long: list[Pace]) -> bool:
    """Whether the first text waits for the last: then it comes the later the longer the answer is."""
    if not short or not long or min(p.spoken for p in long) < 3 * max(p.spoken for p in short):
        return False
    early, late = max(p.first_s for p in short), min(p.first_s for p in long)
    return late >= 2 * early and late - early >= SLOW_S / 2
