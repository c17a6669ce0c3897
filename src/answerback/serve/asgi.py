"""Puts a handler behind an ASGI server: requests become calls, and a channel writes the response."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from answerback.sim.honest import MAX_BODY
from answerback.sim.stage import Call, Channel, Handler, reply_json

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class _TooLarge(Exception):
    """The body is larger than what is let in."""


class _Channel:
    """Writes one response through ASGI messages."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.gone = asyncio.Event()
        self.started = self.ended = False

    async def start(self, status: int, headers: tuple[tuple[str, str], ...], *, length: int | None = None) -> None:
        """Send the status line and headers; without a length the server sends chunks."""
        lines = [
            (name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in headers
        ]
        if length is not None:
            lines.append((b"content-length", str(length).encode()))
        await self._pass({"type": "http.response.start", "status": status, "headers": lines})
        self.started = True

    async def write(self, data: bytes) -> None:
        """Send a piece of the body. Raises ConnectionError when the client is gone."""
        await self._pass({"type": "http.response.body", "body": data, "more_body": True})

    async def end(self) -> None:
        """End the body properly."""
        await self._pass({"type": "http.response.body", "body": b"", "more_body": False})
        self.ended = True

    async def cut(self, *, reset: bool = False) -> None:
        """End the connection without ending the body: the server closes it when nothing more comes."""
        raise ConnectionAbortedError("cut")

    async def _pass(self, message: MutableMapping[str, Any]) -> None:
        if self.gone.is_set():
            raise ConnectionResetError("the client is gone")
        try:
            await self.send(message)
        except OSError as error:  # uvicorn's ClientDisconnected is one
            self.gone.set()
            raise ConnectionResetError("the client is gone") from error


class App:
    """An ASGI application around a handler."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request, or the server's own start and stop."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        channel = _Channel(send)
        try:
            body = await _body(receive)
        except _TooLarge:
            await _refuse(channel, 413, f"The request is larger than {MAX_BODY} bytes.", "BadRequestError")
            return
        except ConnectionError:
            return
        headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"])
        call = Call(scope["method"], scope["path"], scope.get("query_string", b"").decode("latin-1"), headers, body)
        task = asyncio.ensure_future(self._handle(call, channel))
        watch = asyncio.ensure_future(_watch(receive, channel, task))
        try:
            await task
        except asyncio.CancelledError:
            if not channel.gone.is_set():  # the server itself is going down
                raise
        finally:
            task.cancel()
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await watch

    async def _handle(self, call: Call, channel: _Channel) -> None:
        try:
            await self.handler(call, channel)
        except ConnectionError:
            return
        except Exception as error:
            traceback.print_exception(error, file=sys.stderr)
            if not channel.started:
                with contextlib.suppress(ConnectionError):
                    await _refuse(channel, 500, f"Internal error: {type(error).__name__}", "InternalServerError")


async def _body(receive: Receive) -> bytes:
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionResetError("the client hung up before its request was complete")
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > MAX_BODY:
            raise _TooLarge
        if not message.get("more_body"):
            return b"".join(pieces)


async def _watch(receive: Receive, channel: _Channel, task: asyncio.Task[None]) -> None:
    """Stop the work as soon as the client has hung up: its place is free for others."""
    while (await receive())["type"] != "http.disconnect":
        pass
    if not channel.ended:
        channel.gone.set()
        task.cancel()


async def _refuse(channel: Channel, status: int, message: str, kind: str) -> None:
    error = {"message": message, "type": kind, "param": None, "code": status}
    await reply_json(channel, status, {"error": error}, (("server", "uvicorn"),))


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
