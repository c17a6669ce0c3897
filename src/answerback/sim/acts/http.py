"""Acts out what happens at the level of HTTP: canned replies, keys, headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from answerback.sim.acts.shape import (
    Headers,
    Layer,
    Order,
    Relay,
    Stage,
    Turn,
    acts,
    pause,
    with_header,
    without,
)
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import DropHeader, Injection, Reply, RequireKey, SetHeader, SetStatus


async def send_page(channel: Channel, call: Call, status: int, headers: Headers, body: bytes) -> None:
    """Send a whole response; HEAD gets its headers alone."""
    await channel.start(status, headers, length=len(body))
    if body and call.method != "HEAD":
        await channel.write(body)
    await channel.end()


@acts(Reply, Order.GATE)
def reply(i: Reply, stage: Stage) -> Layer:
    """Give a canned reply."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        turn.did(i)
        body = call.json()
        model = body.get("model") if isinstance(body, dict) else None
        facts = {"{model}": str(model or ""), "{path}": call.path, "{method}": call.method}

        def fill(text: str) -> str:
            for name, value in facts.items():
                text = text.replace(name, value)
            return text

        await pause(channel, i.after_s)
        kind = (("content-type", i.content_type),) if i.content_type else ()
        headers = (*kind, *((name.lower(), fill(value)) for name, value in i.headers))
        await send_page(channel, call, i.status, headers, fill(i.body).encode())

    return act


@acts(RequireKey, Order.GATE)
def require_key(i: RequireKey, stage: Stage) -> Layer:
    """Let in only those with the key."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        name = i.header.lower()
        given = call.header(name)
        if given == (f"Bearer {i.key}" if name == "authorization" else i.key):
            await inner(call, channel)
            return
        turn.did(i)
        _, headers, body = stage.refuse(bool(given))
        await send_page(channel, call, i.status, headers, body)

    return act


# --- status and headers --------------------------------------------------------------------------


class _Heading(Relay):
    def __init__(self, channel: Channel, change: Callable[[int, Headers, Any], tuple[int, Headers, Any]]) -> None:
        super().__init__(channel)
        self.change = change

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        status, headers, length = self.change(status, headers, length)
        await self.channel.start(status, headers, length=length)


def _layer(i: Injection, change: Callable[[int, Headers, Any], tuple[int, Headers, Any]]) -> Layer:
    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        def noted(status: int, headers: Headers, length: Any) -> tuple[int, Headers, Any]:
            after = change(status, headers, length)
            if after != (status, headers, length):
                turn.did(i)
            return after

        await inner(call, _Heading(channel, noted))

    return act


@acts(SetStatus, Order.HEADERS)
def set_status(i: SetStatus, stage: Stage) -> Layer:
    """Set the status."""
    return _layer(i, lambda status, headers, n: (i.status if i.was in (0, status) else status, headers, n))


@acts(SetHeader, Order.HEADERS)
def set_header(i: SetHeader, stage: Stage) -> Layer:
    """Set a header."""
    return _layer(i, lambda status, headers, n: (status, with_header(headers, i.name, i.value), n))


@acts(DropHeader, Order.HEADERS)
def drop_header(i: DropHeader, stage: Stage) -> Layer:
    """Remove a header."""
    name = i.name.lower()
    return _layer(
        i, lambda status, headers, n: (status, without(headers, name), None if name == "content-length" else n)
    )
