"""Acts out what happens to a response as bytes: cut up, compressed, swollen."""

from __future__ import annotations

import zlib
from typing import Any

from answerback.sim.acts.shape import Headers, Layer, Order, Relay, Stage, Turn, acts, header, pause, without
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import Gzip, Rechunk, Swallow

GZIP_BUFFER = 32 * 1024
"""What a gateway's compressor gathers before it lets go."""


class _Pieces(Relay):
    """Cuts bytes into small pieces, and may change how lines end."""

    def __init__(self, channel: Channel, turn: Turn, injection: Rechunk) -> None:
        super().__init__(channel)
        self.turn, self.injection = turn, injection
        self.framed = False

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        self.framed = "event-stream" in header(headers, "content-type")
        await self.channel.start(status, headers, length=length)

    async def write(self, data: bytes) -> None:
        i = self.injection
        if self.framed:
            if i.crlf:
                data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            if i.tight:
                data = (b"\n" + data).replace(b"\ndata: ", b"\ndata:")[1:]
        self.turn.did(i)
        for start in range(0, len(data), i.size):
            await self.channel.write(data[start : start + i.size])


@acts(Rechunk, Order.BYTES)
def rechunk(i: Rechunk, stage: Stage) -> Layer:
    """Cut the bytes into pieces."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        await inner(call, _Pieces(channel, turn, i))

    return act


class _Zipped(Relay):
    def __init__(self, channel: Channel, injection: Gzip, turn: Turn) -> None:
        super().__init__(channel)
        self.injection, self.turn = injection, turn
        self.zip: Any = None
        self.held = bytearray()

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        if not header(headers, "content-encoding") and length != 0:
            self.turn.did(self.injection)
            self.zip = zlib.compressobj(wbits=31)
            headers = (*without(headers, "content-length"), ("content-encoding", "gzip"), ("vary", "accept-encoding"))
            length = None
        await self.channel.start(status, headers, length=length)

    async def write(self, data: bytes) -> None:
        if self.zip is None:
            await self.channel.write(data)
            return
        self.held += self.zip.compress(data)
        if self.injection.flush:
            self.held += self.zip.flush(zlib.Z_SYNC_FLUSH)
        if self.held and (self.injection.flush or len(self.held) >= GZIP_BUFFER):
            await self._release()

    async def _release(self) -> None:
        data, self.held = bytes(self.held), bytearray()
        await self.channel.write(data)

    async def end(self) -> None:
        if self.zip is not None:
            self.held += self.zip.flush()
            await self._release()
        await self.channel.end()


@acts(Gzip, Order.BYTES)
def gzip(i: Gzip, stage: Stage) -> Layer:
    """Compress."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        wanted = i.force or "gzip" in call.header("accept-encoding").lower()
        await inner(call, _Zipped(channel, i, turn) if wanted else channel)

    return act


class _Swollen(Relay):
    """Filler that a reader may skip (blanks before JSON, a comment in a stream), then the answer."""

    def __init__(self, channel: Channel, injection: Swallow, turn: Turn) -> None:
        super().__init__(channel)
        self.injection, self.turn = injection, turn

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        i = self.injection
        self.turn.did(i)
        framed = "event-stream" in header(headers, "content-type")
        await self.channel.start(status, without(headers, "content-length"), length=None)
        left = i.bytes or float("inf")
        if framed:
            await self.channel.write(b":")
        while left > 0:
            size = int(min(left, max(1, i.piece)))
            await self.channel.write((b"." if framed else b" ") * size)
            await pause(self.channel, i.every_s)
            left -= size
        if framed:
            await self.channel.write(b"\n\n")


@acts(Swallow, Order.BYTES)
def swallow(i: Swallow, stage: Stage) -> Layer:
    """Send far too much."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        await inner(call, _Swollen(channel, i, turn))

    return act
