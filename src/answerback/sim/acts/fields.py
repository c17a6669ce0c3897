"""Acts out changes of JSON fields: Set, Drop, Cast, Scale."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from msgspec import UNSET, json

from answerback.sim.acts.blocks import Block
from answerback.sim.acts.editing import Editing, plainly
from answerback.sim.acts.paths import has, places, steps
from answerback.sim.acts.shape import Layer, Order, Stage, Turn, acts, nonce
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import Cast, Drop, Injection, Scale, Set

Change = Callable[[Any, Any], bool]
"""Changes what is at (container, key); whether it did."""

_AT_TIMES = ("usage", "finish_reason")
"""Fields that most chunks lack or have as null; they are changed only where they are."""


class _Fields(Editing):
    def __init__(self, channel: Channel, call: Call, turn: Turn, injection: Any, change: Change) -> None:
        super().__init__(channel, call)
        self.turn, self.injection, self.change = turn, injection, change
        self.path = steps(injection.path)
        self.chunk = 0

    async def whole(self, value: Any) -> Any:
        return self._edit(value, chunk=False)[0] if self.injection.within != "chunks" else value

    async def block(self, block: Block) -> None:
        value = block.json() if self.injection.within != "whole" else None
        if value is None:
            await self.send(block)
            return
        skipped = self.chunk < getattr(self.injection, "from_chunk", 0)
        self.chunk += 1
        value, changed = (value, False) if skipped else self._edit(value, chunk=True)
        await self.send(block.with_json(value) if changed else block)

    def _edit(self, value: Any, *, chunk: bool) -> tuple[Any, bool]:
        holder = {"$": value}
        done = 0
        for container, key in places(holder, ("$", *self.path), chunk=chunk):
            if chunk and self._at_times() and (not has(container, key) or container[key] is None):
                continue
            done += self.change(container, key)
        if done:
            self.turn.did(self.injection, done)
        return holder["$"], bool(done)

    def _at_times(self) -> bool:
        if not self.path or getattr(self.injection, "was", UNSET) is not UNSET:
            return False
        return self.path[0] in _AT_TIMES or self.path[-1] in _AT_TIMES


def _layer(injection: Injection, change: Change) -> Layer:
    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        await inner(plainly(call), _Fields(channel, call, turn, injection, change))

    return act


@acts(Set, Order.FIELDS)
def set_(i: Set, stage: Stage) -> Layer:
    """Set a field."""

    def change(container: Any, key: Any) -> bool:
        there = has(container, key)
        if not there and (not i.absent_too or i.was is not UNSET):
            return False
        if i.was is not UNSET and container[key] != i.was:
            return False
        value = i.value
        if isinstance(value, str) and "{nonce}" in value:
            value = value.replace("{nonce}", nonce(stage.rng))
        if there and container[key] == value and type(container[key]) is type(value):
            return False
        container[key] = copy.deepcopy(value)
        return True

    return _layer(i, change)


@acts(Drop, Order.FIELDS)
def drop(i: Drop, stage: Stage) -> Layer:
    """Remove a field; an element of a list is not removed but emptied."""

    def change(container: Any, key: Any) -> bool:
        if isinstance(container, list):
            container[key] = None
            return True
        return container.pop(key, UNSET) is not UNSET

    return _layer(i, change)


_CASTS: dict[str, Callable[[Any], Any]] = {
    "str": lambda value: value if isinstance(value, str) else json.encode(value).decode(),
    "int": lambda value: int(float(value)),
    "float": float,
    "ms": lambda value: int(float(value) * 1000),
    "list": lambda value: [value],
    "object": lambda value: {"value": value},
    "json": lambda value: json.encode(value).decode(),
}
CASTS = tuple(_CASTS)


@acts(Cast, Order.FIELDS)
def cast(i: Cast, stage: Stage) -> Layer:
    """Change a field's type."""

    def change(container: Any, key: Any) -> bool:
        if not has(container, key) or container[key] is None:
            return False
        try:
            container[key] = _CASTS[i.to](container[key])
        except (TypeError, ValueError):
            return False
        return True

    return _layer(i, change)


def scaled(value: Any, factor: float, plus: float) -> Any:
    """Return `value * factor + plus`, whole if the value was; None for what is no number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    out = value * factor + plus
    return round(out) if isinstance(value, int) else out


@acts(Scale, Order.FIELDS)
def scale(i: Scale, stage: Stage) -> Layer:
    """Scale a number."""

    def change(container: Any, key: Any) -> bool:
        value = scaled(container[key], i.factor, i.plus) if has(container, key) else None
        if value is None or value == container[key]:
            return False
        container[key] = value
        return True

    return _layer(i, change)
