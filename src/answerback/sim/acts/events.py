"""Acts out what may happen to the events of a stream."""

from __future__ import annotations

from typing import Any

from answerback.sim.acts.blocks import Block
from answerback.sim.acts.editing import Editing, plainly
from answerback.sim.acts.shape import Layer, Order, Over, Stage, Turn, acts
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import (
    BreakEvent,
    Comments,
    DropEvent,
    Injection,
    InsertEvent,
    MergeEvents,
    RepeatEvent,
    SwapEvents,
)


def carried(value: Any) -> tuple[dict[str, Any], str] | None:
    """Return the delta and the name of the field by which a chunk carries nothing but text, or None."""
    choices = value.get("choices") if isinstance(value, dict) else None
    if not isinstance(choices, list) or len(choices) != 1 or not isinstance(choices[0], dict):
        return None
    choice = choices[0]
    delta = choice.get("delta") if "delta" in choice else choice
    if not isinstance(delta, dict) or choice.get("finish_reason") or delta.get("tool_calls"):
        return None
    names = [n for n in ("content", "reasoning_content", "reasoning", "text") if isinstance(delta.get(n), str)]
    names = [n for n in names if delta[n]]
    return (delta, names[0]) if len(names) == 1 else None


class Numbered(Editing):
    """Numbers the events from 0; for a number from the end it holds back as many as it must."""

    def __init__(self, channel: Channel, call: Call, turn: Turn, injection: Any, index: int | None) -> None:
        super().__init__(channel, call)
        self.turn, self.injection, self.index = turn, injection, index
        self.number = 0
        self.line: list[Block] = []
        """Held back, the oldest first; comments among them."""

    async def chosen(self, block: Block) -> None:
        """The event at the index."""
        await self.send(block)

    async def other(self, block: Block) -> None:
        """Any other block."""
        await self.send(block)

    async def block(self, block: Block) -> None:
        if block.data is None:
            await (self._hold(block) if self.line else self.other(block))
            return
        number = self.number
        self.number += 1
        if self.index is not None and self.index < 0:
            await self._hold(block)
        elif number == self.index:
            await self.chosen(block)
        else:
            await self.other(block)

    async def _hold(self, block: Block) -> None:
        self.line.append(block)
        while sum(1 for held in self.line if held.data is not None) > -(self.index or 0):
            await self.other(self.line.pop(0))

    async def closing(self) -> None:
        line, self.line = self.line, []
        events = sum(1 for held in line if held.data is not None)
        found = False
        for block in line:
            if not found and block.data is not None and events == -(self.index or 0):
                found = True
                await self.chosen(block)
            else:
                await self.other(block)
        await self.over()

    async def over(self) -> None:
        """The stream ends after this."""


def _layer(injection: Injection, make: Any) -> Layer:
    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        await inner(plainly(call), make(channel, call, turn, injection, getattr(injection, "index", None)))

    return act


class _Drop(Numbered):
    texts = 0

    async def chosen(self, block: Block) -> None:
        self.turn.did(self.injection)

    async def other(self, block: Block) -> None:
        i: DropEvent = self.injection
        data = block.data
        lost = bool(i.text) and data is not None and i.text.encode() in data
        if i.every and carried(block.json()):
            self.texts += 1
            lost = lost or self.texts % i.every == 0
        if lost:
            self.turn.did(i)
        else:
            await self.send(block)


@acts(DropEvent, Order.EVENTS)
def drop_event(i: DropEvent, stage: Stage) -> Layer:
    """Lose events."""
    return _layer(i, _Drop)


class _Repeat(Numbered):
    texts = 0

    async def chosen(self, block: Block) -> None:
        self.turn.did(self.injection)
        await self.send(block, block)

    async def other(self, block: Block) -> None:
        await self.send(block)
        if self.injection.every and carried(block.json()):
            self.texts += 1
            if self.texts % self.injection.every == 0:
                self.turn.did(self.injection)
                await self.send(block)


@acts(RepeatEvent, Order.EVENTS)
def repeat_event(i: RepeatEvent, stage: Stage) -> Layer:
    """Send an event twice."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        await inner(plainly(call), _Repeat(channel, call, turn, i, None if i.every else i.index))

    return act


class _Swap(Numbered):
    waiting: Block | None = None

    async def chosen(self, block: Block) -> None:
        self.waiting = block

    async def other(self, block: Block) -> None:
        await self.send(block)
        if self.waiting is not None and block.data is not None:
            waiting, self.waiting = self.waiting, None
            self.turn.did(self.injection)
            await self.send(waiting)

    async def over(self) -> None:
        if self.waiting is not None:
            await self.send(self.waiting)


@acts(SwapEvents, Order.EVENTS)
def swap_events(i: SwapEvents, stage: Stage) -> Layer:
    """Let two events change places."""
    return _layer(i, _Swap)


class _Merge(Numbered):
    """Adds texts to the first chunk of a group until it is full or something else comes."""

    kept: Block | None = None
    value: Any = None
    place: tuple[int, str] = (0, "")
    texts = 0

    async def block(self, block: Block) -> None:
        value = block.json()
        found = carried(value)
        if found is None:
            if block.data is not None:
                await self._release()
            await self.send(block)
            return
        delta, name = found
        place = (value["choices"][0].get("index") or 0, name)
        if self.kept is None or place != self.place:
            await self._release()
            self.kept, self.value, self.place, self.texts = block, value, place, 1
        else:
            kept = carried(self.value)
            assert kept is not None
            kept[0][name] += delta[name]
            if value.get("usage") is not None:
                self.value["usage"] = value["usage"]
            self.texts += 1
        if self.texts >= self.injection.count:
            await self._release()

    async def _release(self) -> None:
        kept, self.kept = self.kept, None
        if kept is not None:
            if self.texts > 1:
                self.turn.did(self.injection)
            await self.send(kept.with_json(self.value) if self.texts > 1 else kept)

    async def closing(self) -> None:
        await self._release()


@acts(MergeEvents, Order.EVENTS)
def merge_events(i: MergeEvents, stage: Stage) -> Layer:
    """Let the texts of several chunks come in one."""
    return _layer(i, _Merge)


class _Break(Numbered):
    async def chosen(self, block: Block) -> None:
        self.turn.did(self.injection)
        await self.send(Block(_broken(block, self.injection.how)))


def _broken(block: Block, how: str) -> bytes:
    data, raw = block.data or b"", block.raw
    if how == "glue":
        return raw.rstrip(b"\r\n") + b"\n"
    if how == "bare":
        return data + b"\n\n"
    if how == "split":
        comma = data.find(b",", len(data) // 3)
        place = comma + 1 if comma > 0 else len(data) // 2
        return b"data: " + data[:place] + b"\n" + data[place:] + b"\n\n"
    return b"data: " + data[: max(1, len(data) * 2 // 3)] + b"\n\n"


@acts(BreakEvent, Order.EVENTS)
def break_event(i: BreakEvent, stage: Stage) -> Layer:
    """Break an event."""
    return _layer(i, _Break)


class _Insert(Numbered):
    async def chosen(self, block: Block) -> None:
        self.turn.did(self.injection)
        await self.channel.write(self.injection.text.encode())
        if self.injection.then_end:
            await self.channel.end()
            raise Over("the stream was ended")
        await self.send(block)


@acts(InsertEvent, Order.EVENTS)
def insert_event(i: InsertEvent, stage: Stage) -> Layer:
    """Put something into the stream."""
    return _layer(i, _Insert)


class _Comments(Numbered):
    async def other(self, block: Block) -> None:
        if block.data is not None:
            self.turn.did(self.injection)
            await self.channel.write(self.injection.text.encode() + b"\n\n")
        await self.send(block)


@acts(Comments, Order.EVENTS)
def comments(i: Comments, stage: Stage) -> Layer:
    """Put comments between the events."""

    return _layer(i, _Comments)
