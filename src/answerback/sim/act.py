"""Puts injections around a handler: on sockets, in front of a real service and in virtual time alike."""

from __future__ import annotations

import asyncio
import operator
from collections.abc import Callable, Sequence
from functools import partial, reduce
from random import Random
from typing import Any

import msgspec

from answerback.sim import acts
from answerback.sim.acts.matching import Matcher
from answerback.sim.acts.shape import EVERYWHERE, MAKERS, OVERLAP_S, Headers, Layer, Order, Over, Relay, Stage, Turn
from answerback.sim.dialect import Dialect
from answerback.sim.dialects import named
from answerback.sim.setup import Setup
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import (
    KINDS,
    Configure,
    CrossTalk,
    Filtered,
    Injection,
    NoListener,
    NoName,
    Reject,
    SpeaksTls,
)  # fmt: skip

__all__ = ["Deed", "wrap"]

ELSEWHERE = (Configure, NoListener, Filtered, NoName, SpeaksTls)
"""Kinds that no handler can act out: the service's setup, and what happens before there is a request."""


class Deed(msgspec.Struct, frozen=True):
    """What was done to one request."""

    number: int
    method: str
    path: str
    stream: bool
    status: int
    """0: no response was begun."""
    done: tuple[tuple[Injection, int], ...]
    """The injections that acted on it, and how often each changed something (0: it found nothing to change)."""


def wrap(
    handler: Handler,
    injections: Sequence[Injection],
    *,
    seed: int = 0,
    setup: Setup | None = None,
    log: Callable[[Deed], None] | None = None,
) -> Handler:
    """Return the handler with injections around it; the service's setup lends them its dialect.

    `log` is told of each request when it is over. Those of `ELSEWHERE` are left out.
    """
    return _Chain(handler, injections, seed, setup, log).handle


class _Link(msgspec.Struct, frozen=True):
    injection: Injection
    order: Order
    matcher: Matcher
    layer: Layer


class _Chain:
    def __init__(
        self,
        handler: Handler,
        injections: Sequence[Injection],
        seed: int,
        setup: Setup | None,
        log: Callable[[Deed], None] | None,
    ) -> None:
        acts.load()
        self.handler, self.log, self.number = handler, log, 0
        links = [
            self._link(injection, f"{seed}:{place}", setup)
            for place, injection in enumerate(map(_decoded, injections))
            if not isinstance(injection, ELSEWHERE)
        ]
        self.links = sorted(links, key=lambda link: link.order)

    def _link(self, injection: Injection, seed: str, setup: Setup | None) -> _Link:
        order, make = MAKERS[type(injection)]
        rng = Random(seed)
        dialect = _dialect(setup)
        stage = Stage(
            rng,
            partial(_refusal, dialect),
            lambda handler, others: wrap(handler, others, seed=rng.getrandbits(32), setup=setup),
            dialect.fields[0],
        )
        return _Link(injection, order, Matcher(injection.on, Random(seed)), make(injection, stage))

    async def handle(self, call: Call, channel: Channel) -> None:
        """Answer a request, with what is to happen to it."""
        self.number += 1
        turn = Turn(self.number, call)
        now = asyncio.get_running_loop().time()
        fitting = [link for link in self.links if link.matcher.fits(call, now)]
        for link in fitting:
            if link.matcher.enter():
                turn.match(link.injection)
        handler = self.handler
        for link in self.links:
            if turn.acts_on(link.injection) or type(link.injection) in EVERYWHERE:
                handler = _bound(link.layer, turn, handler)
        watched = _Status(channel, turn)
        try:
            if any(link.injection.on.above or isinstance(link.injection, Reject | CrossTalk) for link in fitting):
                await asyncio.sleep(OVERLAP_S)
            await handler(call, watched)
        except Over:
            pass
        finally:
            for link in fitting:
                link.matcher.leave()
            self._tell(turn)

    def _tell(self, turn: Turn) -> None:
        if self.log is None:
            return
        call, body = turn.call, turn.call.json()
        streams = isinstance(body, dict) and body.get("stream") is True
        injections = [link.injection for link in self.links]
        done = tuple((i, turn.times(i)) for i in injections if turn.acts_on(i) or turn.times(i))
        self.log(Deed(turn.number, call.method, call.path, streams, turn.status, done))


def _dialect(setup: Setup | None) -> Dialect:
    chosen = setup or Setup()
    return named(chosen.dialect)(chosen)


def _refusal(dialect: Dialect, given: bool) -> tuple[int, Headers, bytes]:
    refusal = dialect.unauthorized(given=given)
    body = dialect.error(refusal)
    if isinstance(body, bytes):
        return refusal.status, (("content-type", "text/plain"), *dialect.headers), body
    kind = ("content-type", "application/json")
    return refusal.status, (kind, *dialect.headers, *refusal.headers), msgspec.json.encode(body)


def _decoded(injection: Injection | dict[str, Any]) -> Injection:
    """Return an injection that may still be plain data (inside `Replicas.other`)."""
    if isinstance(injection, Injection):
        return injection
    decoded: Injection = msgspec.convert(injection, reduce(operator.or_, KINDS))
    return decoded


class _Status(Relay):
    """Remembers the status that went out."""

    def __init__(self, channel: Channel, turn: Turn) -> None:
        super().__init__(channel)
        self.turn = turn

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        self.turn.status = status
        await self.channel.start(status, headers, length=length)


def _bound(layer: Layer, turn: Turn, inner: Handler) -> Handler:
    async def handle(call: Call, channel: Channel) -> None:
        await layer(turn, call, channel, inner)

    return handle
