"""Acts out what requests do to each other."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from answerback.sim.acts.http import send_page
from answerback.sim.acts.shape import Layer, Order, Relay, Stage, Turn, acts, for_ever, pause
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import Dies, Leak, Reject, Replicas, Serialise

DEAD = b'{"error":{"message":"EngineCore encountered an issue. See stack trace (above) for the root cause.",'
DEAD += b'"type":"InternalServerError","param":null,"code":500}}'
_JSON = (("content-type", "application/json"),)


@acts(Serialise, Order.GATE)
def serialise(i: Serialise, stage: Stage) -> Layer:
    """One at a time."""
    lock = asyncio.Lock()

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        loop = asyncio.get_running_loop()
        if lock.locked():
            turn.did(i)
        async with lock:
            began = loop.time()
            await inner(call, _Slow(channel, began + i.each_s) if i.each_s else channel)

    return act


class _Slow(Relay):
    """Does not end before a time."""

    def __init__(self, channel: Channel, until: float) -> None:
        super().__init__(channel)
        self.until = until

    async def end(self) -> None:
        await pause(self.channel, self.until - asyncio.get_running_loop().time())
        await self.channel.end()


@acts(Reject, Order.GATE)
def reject(i: Reject, stage: Stage) -> Layer:
    """Turn away what is too much."""
    in_flight = 0
    came: deque[float] = deque()

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        nonlocal in_flight
        now = asyncio.get_running_loop().time()
        while came and came[0] <= now - 60:
            came.popleft()
        if in_flight >= i.slots if not i.per_minute else len(came) >= i.per_minute:
            turn.did(i)
            await send_page(channel, call, i.status, (*_JSON, *i.headers), i.body.encode())
            return
        came.append(now)
        in_flight += 1
        try:
            await inner(call, channel)
        finally:
            in_flight -= 1

    return act


@acts(Leak, Order.GATE)
def leak(i: Leak, stage: Stage) -> Layer:
    """Keep the place of a client that is gone."""
    places = asyncio.Semaphore(i.slots)

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        await places.acquire()
        left_early = True
        try:
            await inner(call, channel)
            left_early = channel.gone.is_set()
        finally:
            if left_early:
                turn.did(i)
                asyncio.get_running_loop().call_later(i.held_s, places.release)
            else:
                places.release()

    return act


@acts(Replicas, Order.GATE)
def replicas(i: Replicas, stage: Stage) -> Layer:
    """Let another service answer a share of the requests."""
    due = 0.0

    async def relay(call: Call, channel: Channel) -> None:
        target: Any = channel
        while not isinstance(target, _Inner):
            target = target.channel
        await target.inner(call, channel)

    other = stage.wrap(relay, i.other)

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        nonlocal due
        due += i.share
        if due < 1.0 - 1e-9:
            await inner(call, channel)
            return
        due -= 1.0
        turn.did(i)
        await other(call, _Inner(channel, inner))

    return act


class _Inner(Relay):
    """Carries the handler of this request through layers that were made before it was known."""

    def __init__(self, channel: Channel, inner: Handler) -> None:
        super().__init__(channel)
        self.inner = inner


@acts(Dies, Order.GATE, everywhere=True)
def dies(i: Dies, stage: Stage) -> Layer:
    """Answer no POST after the first matching one."""
    dead = False

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        nonlocal dead
        if dead and call.method == "POST":
            turn.did(i)
            if i.how == "hang":
                await for_ever(channel)
            await send_page(channel, call, 500, _JSON, DEAD)
            return
        dead = dead or turn.acts_on(i)
        await inner(call, channel)

    return act
