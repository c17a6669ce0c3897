"""Server-sent events as they pass by: cut out of the bytes whatever their pieces, and put back unchanged.

Source of the line rules: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

_END = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))")
_LINE_END = re.compile(rb"\r\n|\n|\r")
DONE = b"[DONE]"


class Block(msgspec.Struct, frozen=True):
    """The bytes of one event (or comment) up to and including its blank line."""

    raw: bytes

    @property
    def data(self) -> bytes | None:
        """What the data lines say, or None where there are none (a comment)."""
        found = [_value(line) for line in _LINE_END.split(self.raw) if line.startswith(b"data:") or line == b"data"]
        return b"\n".join(found) if found else None

    @property
    def done(self) -> bool:
        """Whether it is `[DONE]`."""
        data = self.data
        return data is not None and data.strip() == DONE

    def json(self) -> Any:
        """Return the decoded data, or None where it is no JSON object."""
        data = self.data
        if not data or not data.lstrip().startswith(b"{"):
            return None
        try:
            return msgspec.json.decode(data)
        except (msgspec.DecodeError, RecursionError, ValueError):
            return None

    def with_json(self, value: Any) -> Block:
        """Return the event with other data; its other lines, its blank after the colon and its line ends stay."""
        end = _LINE_END.search(self.raw)
        newline = end[0] if end else b"\n"
        lines: list[bytes] = []
        for line in _LINE_END.split(self.raw.rstrip(b"\r\n")):
            if not line.startswith(b"data"):
                lines.append(line)
            elif not any(kept.startswith(b"data") for kept in lines):
                lines.append((b"data: " if line.startswith(b"data: ") else b"data:") + msgspec.json.encode(value))
        return Block(newline.join(lines) + newline * 2)


def _value(line: bytes) -> bytes:
    return line[5:].removeprefix(b" ")


class Blocks:
    """Feed it bytes, take whole blocks; joined, they are the bytes that came."""

    def __init__(self) -> None:
        self.held = b""
        self.searched = 0

    def feed(self, data: bytes) -> list[Block]:
        """Return the blocks that are complete now."""
        self.held += data
        out: list[Block] = []
        begin = 0
        while True:
            # blank lines before a block belong to it: an end needs something before it
            start = begin
            while start < len(self.held) and self.held[start] in b"\r\n":
                start += 1
            found = _END.search(self.held, max(start, self.searched))
            if not found or (found.end() == len(self.held) and found[0] == b"\r\n\r"):
                break  # in the second case, the other half of a CRLF is still to come
            out.append(Block(self.held[begin : found.end()]))
            begin = self.searched = found.end()
        self.held = self.held[begin:]
        self.searched = max(0, len(self.held) - 3)
        return out

    def rest(self) -> bytes:
        """Return what is left when the stream has ended."""
        held, self.held, self.searched = self.held, b"", 0
        return held
