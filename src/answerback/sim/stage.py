"""What the simulator, the proxy and the embedded service have in common: a call, a channel, a handler.

A handler answers a `Call` by writing to a `Channel`. Injections are handlers wrapped around handlers. All of it is
plain asyncio, so the same code runs on real sockets (`app.py`), behind an ASGI server (`serve/`), and in
virtual time inside one process (`wire.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import msgspec


class Call(msgspec.Struct, frozen=True):
    """One HTTP request as a handler sees it. Header names are in lower case."""

    method: str
    path: str
    """Path without the query."""
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return a header's value, or an empty string."""
        return next((value for key, value in self.headers if key == name.lower()), "")

    def json(self) -> Any:
        """Return the decoded body, or None if it is no JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, RecursionError, ValueError):
            return None


class Channel(Protocol):
    """Where a handler writes its response."""

    gone: asyncio.Event
    """Set when the client has hung up."""

    async def start(self, status: int, headers: tuple[tuple[str, str], ...], *, length: int | None = None) -> None:
        """Send the status line and headers. `length` None: chunked."""

    async def write(self, data: bytes) -> None:
        """Send a piece of the body, flushed at once. Raises ConnectionError when the client is gone."""

    async def end(self) -> None:
        """End the body properly."""

    async def cut(self, *, reset: bool = False) -> None:
        """End the connection without ending the body."""


Handler = Callable[[Call, Channel], Awaitable[None]]


async def reply_json(channel: Channel, status: int, value: Any, headers: tuple[tuple[str, str], ...] = ()) -> None:
    """Send a whole JSON response."""
    body = msgspec.json.encode(value)
    await channel.start(status, (("content-type", "application/json"), *headers), length=len(body))
    await channel.write(body)
    await channel.end()
