"""Channels that see an answer as what it means: one JSON value, or the events of a stream."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

import msgspec

from answerback.sim.acts.blocks import Block, Blocks
from answerback.sim.acts.shape import Headers, Relay, header, without
from answerback.sim.stage import Call, Channel


class _Mode(Enum):
    WAITING = auto()
    """The headers do not tell; the first bytes will."""
    STREAM = auto()
    WHOLE = auto()
    RAW = auto()
    """Encoded: handed on as it is."""


class Editing(Relay):
    """Collects whole answers and cuts streams into blocks. What a subclass does not touch stays byte for byte."""

    def __init__(self, channel: Channel, call: Call) -> None:
        super().__init__(channel)
        body = call.json()
        self.streams = isinstance(body, dict) and body.get("stream") is True
        self.mode = _Mode.WAITING
        self.status, self.headers, self.length = 200, (), None  # type: tuple[int, Headers, int | None]
        self.body = bytearray()
        self.blocks = Blocks()

    # --- what subclasses do ----------------------------------------------------------------------

    async def whole(self, value: Any) -> Any:
        """Return the JSON value of a whole answer, changed or not (then the same object, untouched)."""
        return value

    async def block(self, block: Block) -> None:
        """Hand on a block of a stream, changed, several times or not at all."""
        await self.send(block)

    async def closing(self) -> None:
        """The stream is about to end; what was held back must go out now."""

    async def send(self, *blocks: Block) -> None:
        """Send blocks."""
        for block in blocks:
            await self.channel.write(block.raw)

    # --- the channel -----------------------------------------------------------------------------

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        """Look at the headers; those of a whole answer wait for its new length."""
        self.status, self.headers, self.length = status, headers, length
        if header(headers, "content-encoding") not in ("", "identity"):
            self.mode = _Mode.RAW
        elif "event-stream" in header(headers, "content-type").lower():
            self.mode = _Mode.STREAM
        else:
            return
        await self._begin(length if self.mode is _Mode.RAW else None)

    async def _begin(self, length: int | None) -> None:
        headers = self.headers if length is not None else without(self.headers, "content-length")
        await self.channel.start(self.status, headers, length=length)

    async def write(self, data: bytes) -> None:
        """Take a piece of the body."""
        if self.mode is _Mode.WAITING and data.strip():
            framed = data.lstrip().startswith((b"data:", b"event:", b":"))
            self.mode = _Mode.STREAM if framed and self.streams and self.status == 200 else _Mode.WHOLE
            if self.mode is _Mode.STREAM:
                await self._begin(None)
        if self.mode is _Mode.RAW:
            await self.channel.write(data)
        elif self.mode is _Mode.STREAM:
            for block in self.blocks.feed(bytes(self.body) + data if self.body else data):
                await self.block(block)
            self.body.clear()
        else:
            self.body += data

    async def end(self) -> None:
        """Finish the body."""
        if self.mode is _Mode.STREAM:
            await self._rest()
            await self.closing()
        elif self.mode is not _Mode.RAW:
            await self._whole()
        await self.channel.end()

    async def _rest(self) -> None:
        rest = self.blocks.rest()
        if rest:
            await self.block(Block(rest))

    async def _whole(self) -> None:
        body = bytes(self.body)
        try:
            value = msgspec.json.decode(body) if body else None
        except (msgspec.DecodeError, RecursionError, ValueError):
            value = None
        if value is not None:
            before = msgspec.json.encode(value)
            changed = await self.whole(value)
            after = msgspec.json.encode(changed)
            if after != before:
                body = after
        await self._begin(len(body) if self.length is not None else None)
        if body:
            await self.channel.write(body)

    async def cut(self, *, reset: bool = False) -> None:
        """Hand on what was held back, then the early end."""
        if self.mode is _Mode.STREAM:
            rest = self.blocks.rest()
            if rest:
                await self.channel.write(rest)
        elif self.mode is not _Mode.RAW and self.length is not None:
            await self._begin(self.length)
            await self.channel.write(bytes(self.body))
        await self.channel.cut(reset=reset)


def plainly(call: Call) -> Call:
    """Return the call without the wish for a compressed answer, which could not be edited."""
    if not call.header("accept-encoding"):
        return call
    return msgspec.structs.replace(call, headers=without(call.headers, "accept-encoding"))
