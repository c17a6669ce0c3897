"""Acts out silence and early ends: cuts, stalls, hangs, gateways that give up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from answerback.sim.acts.blocks import Blocks
from answerback.sim.acts.shape import Headers, Layer, Order, Over, Relay, Stage, Turn, acts, for_ever, header, pause
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import Cut, Hang, Stall, Timeout


class _Counting(Relay):
    """Calls `reached` once so many events have passed (whole answers: at half their length)."""

    def __init__(self, channel: Channel, events: int | None, size: int | None) -> None:
        super().__init__(channel)
        self.left, self.room = events, size
        self.blocks: Blocks | None = None

    async def reached(self) -> None:
        """The place has come."""

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        await self.channel.start(status, headers, length=length)
        if "event-stream" in header(headers, "content-type"):
            self.blocks = Blocks()
        elif self.left is not None and self.room is None:
            self.room = (length or 0) // 2
        if (self.blocks is not None and self.left == 0) or self.room == 0:
            await self._now()

    async def _now(self) -> None:
        self.left = self.room = None
        await self.reached()

    async def write(self, data: bytes) -> None:
        if self.room is not None:
            head, data = data[: self.room], data[self.room :]
            self.room -= len(head)
            await self.channel.write(head)
            if not self.room:
                await self._now()
            if data:
                await self.channel.write(data)
        elif self.blocks is not None and self.left is not None:
            for block in self.blocks.feed(data):
                await self.channel.write(block.raw)
                if self.left is not None and block.data is not None:
                    self.left -= 1
                    if not self.left:
                        await self._now()
        else:
            await self._free(data)

    async def _free(self, data: bytes) -> None:
        rest = self.blocks.rest() if self.blocks is not None else b""
        if rest or data:
            await self.channel.write(rest + data)

    async def end(self) -> None:
        await self._free(b"")
        await self.channel.end()


async def _within(seconds: float, channel: Channel, work: Awaitable[None]) -> bool:
    """Let the work go on for so long; whether it was through. It is ended when the time is over."""
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if done:
            task.result()
        return bool(done)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@acts(Cut, Order.PACE)
def cut(i: Cut, stage: Stage) -> Layer:
    """End the connection early."""

    class Cutting(_Counting):
        turn: Turn

        async def reached(self) -> None:
            self.turn.did(i)
            await self.channel.cut(reset=i.reset)
            raise Over("the connection was cut")

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        if i.events is None and i.bytes is None and i.after_s is None:
            turn.did(i)
            await channel.cut(reset=i.reset)
            return
        cutting = Cutting(channel, i.events, i.bytes)
        cutting.turn = turn
        if i.after_s is None:
            await inner(call, cutting)
        elif not await _within(i.after_s, channel, inner(call, cutting)):
            turn.did(i)
            await channel.cut(reset=i.reset)

    return act


@acts(Stall, Order.PACE)
def stall(i: Stall, stage: Stage) -> Layer:
    """Fall silent."""

    class Stalling(_Counting):
        turn: Turn

        async def reached(self) -> None:
            self.turn.did(i)
            left = i.for_s or float("inf")
            while i.comments_s and self.blocks is not None and left > 0:
                await pause(self.channel, min(i.comments_s, left))
                left -= i.comments_s
                await self.channel.write(b": keep-alive\n\n")
            if not i.for_s:
                await for_ever(self.channel)
            await pause(self.channel, left)

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        stalling = Stalling(channel, i.events, None)
        stalling.turn = turn
        await inner(call, stalling)

    return act


@acts(Hang, Order.GATE)
def hang(i: Hang, stage: Stage) -> Layer:
    """Never answer."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        turn.did(i)
        await for_ever(channel)

    return act


class _Watched(Relay):
    """Remembers when the service last showed a sign of life."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel)
        self.begun = False
        self.at = asyncio.get_running_loop().time()

    def _alive(self) -> None:
        self.at = asyncio.get_running_loop().time()

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        self.begun = True
        self._alive()
        await self.channel.start(status, headers, length=length)

    async def write(self, data: bytes) -> None:
        self._alive()
        await self.channel.write(data)


@acts(Timeout, Order.GATEWAY)
def timeout(i: Timeout, stage: Stage) -> Layer:
    """Give up like a gateway."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        watched = _Watched(channel)
        task = asyncio.ensure_future(inner(call, watched))
        try:
            while not task.done():
                left = watched.at + i.after_s - asyncio.get_running_loop().time()
                if left <= 1e-6:
                    break
                await asyncio.wait({task}, timeout=left)
        finally:
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                turn.did(i)
        if not task.cancelled():
            task.result()
        elif watched.begun:
            await channel.cut()
        else:
            body = i.body.encode()
            await channel.start(i.status, (("content-type", i.content_type),), length=len(body))
            await channel.write(body)
            await channel.end()

    return act
