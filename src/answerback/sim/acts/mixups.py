"""Acts out answers that belong to another request: replayed from a cache, or of a request in flight."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from answerback.sim.acts import prompts
from answerback.sim.acts.blocks import Block
from answerback.sim.acts.editing import Editing, plainly
from answerback.sim.acts.events import carried
from answerback.sim.acts.pacing import Kept
from answerback.sim.acts.shape import OVERLAP_S, Headers, Layer, Order, Relay, Stage, Turn, acts, nonce, pause
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import CrossTalk, Replay


@acts(Replay, Order.GATE)
def replay(i: Replay, stage: Stage) -> Layer:
    """Answer from memory."""
    memory: dict[Any, Kept] = {}

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        body = call.json()
        text = msgspec.json.encode(body.get("messages", body.get("prompt"))) if isinstance(body, dict) else call.body
        if i.prefix_chars:
            said = "\n".join(prompts.text(m) for m in prompts.messages(body))
            if len(said) < i.prefix_chars:
                await inner(call, channel)
                return
            text = said[: i.prefix_chars].encode()
        key = (call.path, isinstance(body, dict) and body.get("stream") is True, text)
        kept = memory.get(key)
        if kept is not None:
            turn.did(i)
            await _play(kept, _Renamed(channel, call, nonce(stage.rng)) if i.fresh_id else channel)
            return
        tape = _Tape(channel)
        await inner(plainly(call), tape)
        if tape.kept.ended and tape.kept.status == 200:
            memory[key] = tape.kept

    return act


async def _play(kept: Kept, channel: Channel) -> None:
    await channel.start(kept.status, kept.headers, length=kept.length)
    for piece in kept.pieces():
        await channel.write(piece)
    await channel.end()


class _Tape(Relay):
    """Hands everything on, and keeps a copy."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel)
        self.kept = Kept(channel)

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        await self.kept.start(status, headers, length=length)
        await self.channel.start(status, headers, length=length)

    async def write(self, data: bytes) -> None:
        self.kept.body += data
        await self.channel.write(data)

    async def end(self) -> None:
        self.kept.ended = True
        await self.channel.end()


class _Renamed(Editing):
    """Gives an answer a new id."""

    def __init__(self, channel: Channel, call: Call, word: str) -> None:
        super().__init__(channel, call)
        self.word = word

    async def whole(self, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            return {**value, "id": self._id(value["id"])}
        return value

    async def block(self, block: Block) -> None:
        value = block.json()
        if value is not None and isinstance(value.get("id"), str):
            block = block.with_json({**value, "id": self._id(value["id"])})
        await self.send(block)

    def _id(self, old: str) -> str:
        return old.partition("-")[0] + "-" + self.word if "-" in old else self.word


class _Crossing(Editing):
    """A request that may get another's answer."""

    def __init__(self, channel: Channel, call: Call, turn: Turn, injection: CrossTalk) -> None:
        super().__init__(channel, call)
        self.turn, self.injection = turn, injection
        self.partner: _Crossing | None = None
        self.answered = asyncio.Event()
        """Set when this request has got its answer, whosesoever it is."""
        self.latest = ""
        self.texts = 0

    async def block(self, block: Block) -> None:
        """Put a piece of the partner's text where one's own should be."""
        value = block.json()
        found = carried(value)
        if found is not None and self.injection.how == "deltas":
            delta, name = found
            self.latest = delta[name]
            self.texts += 1
            other = self.partner
            if other is not None and other.latest and other.latest != delta[name] and self.texts % 3 == 0:
                delta[name] = other.latest
                self.turn.did(self.injection)
                block = block.with_json(value)
        await self.send(block)


@acts(CrossTalk, Order.GATE)
def cross_talk(i: CrossTalk, stage: Stage) -> Layer:
    """Mix up the answers of two requests that are in flight together."""
    alone: list[_Crossing] = []

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        mine = _Crossing(channel, call, turn, i)
        fitting = [other for other in alone if i.how == "deltas" or other.streams == mine.streams]
        if fitting:
            other = fitting[0]
            alone.remove(other)
            mine.partner, other.partner = other, mine
        else:
            alone.append(mine)
        try:
            await pause(channel, OVERLAP_S)
            if i.how == "deltas":
                await inner(plainly(call), mine)
                return
            if mine in alone:  # nobody came in time
                alone.remove(mine)
            if mine.partner is None:
                await inner(call, channel)
            else:
                turn.did(i)
                await _swapped(call, mine, mine.partner, inner)
        finally:
            if mine in alone:
                alone.remove(mine)

    return act


async def _swapped(call: Call, mine: _Crossing, other: _Crossing, inner: Handler) -> None:
    """Answer on the partner's channel, and wait until the partner has answered on this one."""
    try:
        await inner(call, other.channel)
    finally:
        other.answered.set()
    await mine.answered.wait()
