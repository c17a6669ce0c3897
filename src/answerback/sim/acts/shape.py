"""What acts an injection out: a layer around a handler, made once, told of each request that it acts on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import IntEnum
from random import Random
from typing import Any, TypeVar

import msgspec

from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import Injection

Headers = tuple[tuple[str, str], ...]

OVERLAP_S = 0.03
"""Requests that matter to each other take at least this long: a scripted service would be through with one before the
next has arrived, and nothing would ever happen at the same time."""


class Order(IntEnum):
    """Groups of injections, from the service outwards."""

    REQUEST = 1
    CONTENT = 2
    FIELDS = 3
    EVENTS = 4
    PACE = 5
    GATE = 6
    HEADERS = 7
    GATEWAY = 8
    BYTES = 9


class Turn:
    """One request, from its arrival to its end."""

    def __init__(self, number: int, call: Call) -> None:
        self.number, self.call = number, call
        self.matched: set[int] = set()
        self.status = 0
        self.deeds: dict[int, int] = {}

    def match(self, injection: Injection) -> None:
        """Note that an injection is to act on this request."""
        self.matched.add(id(injection))

    def acts_on(self, injection: Injection) -> bool:
        """Whether an injection is to act on this request."""
        return id(injection) in self.matched

    def did(self, injection: Injection, times: int = 1) -> None:
        """Note that an injection changed something."""
        self.deeds[id(injection)] = self.times(injection) + times

    def times(self, injection: Injection) -> int:
        """Return how often an injection changed something."""
        return self.deeds.get(id(injection), 0)


class Stage(msgspec.Struct, frozen=True):
    """What layers may need to be made."""

    rng: Random
    refuse: Callable[[bool], tuple[int, Headers, bytes]]
    """The service's own 401 (whether some key was given): status, headers, body."""
    wrap: Callable[[Handler, Sequence[Injection]], Handler]
    """Puts other injections around a handler."""
    reasoning_field: str
    """What this service calls the field with the reasoning."""


Layer = Callable[[Turn, Call, Channel, Handler], Awaitable[None]]
Make = Callable[[Any, Stage], Layer]
M = TypeVar("M", bound=Make)

MAKERS: dict[type[Injection], tuple[Order, Make]] = {}
EVERYWHERE: set[type[Injection]] = set()
"""Kinds whose layer sees all requests, not only those that match."""


def acts(kind: type[Injection], order: Order, *, everywhere: bool = False) -> Callable[[M], M]:
    """Register the maker of a kind's layer."""

    def register(make: M) -> M:
        MAKERS[kind] = (order, make)
        if everywhere:
            EVERYWHERE.add(kind)
        return make

    return register


class Over(ConnectionError):
    """The client has got all that it will get; the service need not go on."""


class Relay:
    """A channel that hands everything on to another; subclasses change what they must."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.gone = channel.gone

    async def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        """Hand on the status line and headers."""
        await self.channel.start(status, headers, length=length)

    async def write(self, data: bytes) -> None:
        """Hand on a piece of the body."""
        await self.channel.write(data)

    async def end(self) -> None:
        """Hand on the end."""
        await self.channel.end()

    async def cut(self, *, reset: bool = False) -> None:
        """Hand on an early end."""
        await self.channel.cut(reset=reset)


async def pause(channel: Channel, seconds: float) -> None:
    """Wait; raises ConnectionError as soon as the client has hung up."""
    if seconds <= 0:
        return
    try:
        async with asyncio.timeout(seconds):
            await channel.gone.wait()
    except TimeoutError:
        return
    raise ConnectionAbortedError("the client has hung up")


async def for_ever(channel: Channel) -> None:
    """Wait for the client to hang up, then raise ConnectionError."""
    await channel.gone.wait()
    raise ConnectionAbortedError("the client has hung up")


def header(headers: Headers, name: str) -> str:
    """Return a header's value, or an empty string."""
    return next((value for key, value in headers if key.lower() == name), "")


def without(headers: Headers, *names: str) -> Headers:
    """Return the headers but for some."""
    return tuple((key, value) for key, value in headers if key.lower() not in names)


def with_header(headers: Headers, name: str, value: str) -> Headers:
    """Return the headers with one set; it keeps its place if it was there."""
    name = name.lower()
    if any(key.lower() == name for key, _ in headers):
        return tuple((key, value if key.lower() == name else old) for key, old in headers)
    return (*headers, (name, value))


def with_body(call: Call, body: Any) -> Call:
    """Return the call with another JSON body."""
    data = msgspec.json.encode(body)
    headers = call.headers
    if call.header("content-length"):
        headers = with_header(headers, "content-length", str(len(data)))
    return msgspec.structs.replace(call, body=data, headers=headers)


def limit_of(call: Call) -> int | None:
    """Return the most completion tokens that a request allows, or None where it does not say."""
    body = call.json()
    for name in ("max_completion_tokens", "max_tokens"):
        value = body.get(name) if isinstance(body, dict) else None
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
    return None


def nonce(rng: Random) -> str:
    """Return a random word."""
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=10))
