"""Server-sent events, read as the WHATWG specification says, with the time at which each arrived.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from answerback.values.exchange import Piece


class Event(msgspec.Struct, frozen=True):
    """One block of the stream: an event with data, or a comment (keep-alive)."""

    data: str
    at_ns: int
    """When its last byte arrived, ns since the request started."""
    offset: int
    """Byte offset of its first line in the body."""
    name: str = ""
    comment: bool = False
    """Nothing but comment lines."""
    stray: str = ""
    """Lines that are no SSE field at all (an error written without `data:`, HTML)."""
    closed: bool = True
    """False when the stream ended before the blank line that dispatches the event."""


def parse(pieces: Sequence[Piece]) -> tuple[Event, ...]:
    """Return the blocks of a body in order. Accepts LF, CRLF and CR; never raises."""
    body = b"".join(piece.data for piece in pieces)
    ends: list[tuple[int, int]] = []
    total = 0
    for piece in pieces:
        total += len(piece.data)
        ends.append((total, piece.at_ns))
    clock = _Clock(ends)
    events: list[Event] = []
    block: list[str] = []
    start = 0
    for line, begin, end in _lines(body):
        if line:
            if not block:
                start = begin
            block.append(line.decode("utf-8", "replace"))
            continue
        if block:
            events.append(_event(block, clock.at(end), start, closed=True))
            block = []
    if block:
        events.append(_event(block, clock.at(len(body)), start, closed=False))
    return tuple(events)


class _Clock:
    """Finds when the byte before an offset arrived; offsets must not decrease."""

    def __init__(self, ends: list[tuple[int, int]]) -> None:
        self.ends, self.position = ends, 0

    def at(self, offset: int) -> int:
        while self.position < len(self.ends) - 1 and self.ends[self.position][0] < offset:
            self.position += 1
        return self.ends[self.position][1] if self.ends else 0


def _lines(body: bytes) -> list[tuple[bytes, int, int]]:
    """Split into (line, offset of its start, offset after its terminator)."""
    out = []
    position, size = (3 if body.startswith(b"\xef\xbb\xbf") else 0), len(body)
    has_cr = b"\r" in body
    while position < size:
        lf = body.find(b"\n", position)
        end, after = (lf, lf + 1) if lf >= 0 else (size, size)
        if has_cr:
            cr = body.find(b"\r", position, end)
            if cr >= 0:
                end, after = cr, cr + (2 if body[cr + 1 : cr + 2] == b"\n" else 1)
        out.append((body[position:end], position, after))
        position = after
    return out


def _event(block: list[str], at_ns: int, offset: int, *, closed: bool) -> Event:
    data: list[str] = []
    stray: list[str] = []
    name, comments = "", 0
    for line in block:
        if line.startswith(":"):
            comments += 1
            continue
        field, colon, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            data.append(value)
        elif field == "event":
            name = value
        elif field not in ("id", "retry") or not colon:
            stray.append(line)
    return Event("\n".join(data), at_ns, offset, name, comments == len(block), "\n".join(stray), closed)
