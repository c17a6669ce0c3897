"""Acts out slowness: delays and buffers."""

from __future__ import annotations

import msgspec

from answerback.sim import tokens
from answerback.sim.acts import prompts
from answerback.sim.acts.blocks import Blocks
from answerback.sim.acts.events import carried
from answerback.sim.acts.shape import (
    Headers,
    Layer,
    Order,
    Relay,
    Stage,
    Turn,
    acts,
    header,
    pause,
)
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import Delay, HoldStream


class Kept(Relay):
    """Keeps a whole response until it is wanted."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel)
        self.status, self.headers, self.length = 0, (), None  # type: tuple[int, Headers, int | None]
        self.body = bytearray()
        self.broken: bool | None = None
        """None: it ended as it should; else whether by a reset."""
        self.ended = False

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        self.status, self.headers, self.length = status, headers, length

    async def write(self, data: bytes) -> None:
        if self.gone.is_set():
            raise ConnectionAbortedError("the client has hung up")
        self.body += data

    async def end(self) -> None:
        self.ended = True

    async def cut(self, *, reset: bool = False) -> None:
        self.broken = reset

    @property
    def framed(self) -> bool:
        """Whether it is a stream of events."""
        return "event-stream" in header(self.headers, "content-type")

    async def begin(self) -> None:
        """Send the headers."""
        if self.status:
            await self.channel.start(self.status, self.headers, length=self.length)

    async def finish(self) -> None:
        """End as the service did."""
        if self.broken is not None:
            await self.channel.cut(reset=self.broken)
        elif self.ended:
            await self.channel.end()

    def pieces(self) -> list[bytes]:
        """Return the events of a stream, or the body as one piece."""
        if not self.framed:
            return [bytes(self.body)] if self.body else []
        blocks = Blocks()
        found = [block.raw for block in blocks.feed(bytes(self.body))]
        rest = blocks.rest()
        return [*found, rest] if rest else found


class _Delayed(Relay):
    """Waits before the first byte and before each event."""

    def __init__(self, channel: Channel, first_s: float, event_s: float) -> None:
        super().__init__(channel)
        self.first_s, self.event_s = first_s, event_s
        self.blocks: Blocks | None = None

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        await pause(self.channel, self.first_s)
        if self.event_s and "event-stream" in header(headers, "content-type"):
            self.blocks = Blocks()
        await self.channel.start(status, headers, length=length)

    async def write(self, data: bytes) -> None:
        if self.blocks is None:
            await self.channel.write(data)
            return
        for block in self.blocks.feed(data):
            await pause(self.channel, self.event_s)
            await self.channel.write(block.raw)

    async def end(self) -> None:
        rest = self.blocks.rest() if self.blocks is not None else b""
        if rest:
            await self.channel.write(rest)
        await self.channel.end()


@acts(Delay, Order.PACE)
def delay(i: Delay, stage: Stage) -> Layer:
    """Wait."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        turn.did(i)
        first = i.first_s + (i.per_prompt_token_s * prompts.length(call) if i.per_prompt_token_s else 0.0)
        if not i.per_completion_token_s:
            await inner(call, _Delayed(channel, first, i.event_s))
            return
        kept = Kept(channel)
        await inner(call, kept)
        await pause(channel, first + i.per_completion_token_s * _said(kept))
        await kept.begin()
        for piece in kept.pieces():
            await pause(channel, i.event_s)
            await channel.write(piece)
        await kept.finish()

    return act


def _said(kept: Kept) -> int:
    """Return about how many tokens a response has."""
    if kept.framed:
        blocks = Blocks().feed(bytes(kept.body))
        return sum(1 for block in blocks if carried(block.json()))
    try:
        value = msgspec.json.decode(bytes(kept.body))
        return int(value["usage"]["completion_tokens"])
    except (msgspec.DecodeError, LookupError, TypeError, ValueError):
        return tokens.count(bytes(kept.body).decode("utf-8", "replace")) // 2


class _Buffered(Kept):
    """Lets go whenever so many bytes are together, as a proxy's buffer does."""

    def __init__(self, channel: Channel, size: int) -> None:
        super().__init__(channel)
        self.size, self.begun = size, False

    async def write(self, data: bytes) -> None:
        await super().write(data)
        while self.size and self.framed and len(self.body) >= self.size:
            piece = bytes(self.body[: self.size])
            del self.body[: self.size]
            if not self.begun:
                self.begun = True
                await self.begin()
            await self.channel.write(piece)


@acts(HoldStream, Order.PACE)
def hold_stream(i: HoldStream, stage: Stage) -> Layer:
    """Hold a stream back."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        kept = _Buffered(channel, i.bytes)
        await inner(call, kept)
        if kept.framed:
            turn.did(i)
        if not kept.begun:
            await kept.begin()
        if kept.framed and i.dribble_s:
            for piece in kept.pieces():
                await channel.write(piece)
                await pause(channel, i.dribble_s)
        elif kept.body:
            await channel.write(bytes(kept.body))
        await kept.finish()

    return act
