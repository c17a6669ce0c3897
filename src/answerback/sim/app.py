"""A small HTTP/1.1 server on real sockets for handlers: the simulator's, the proxy's and the tests'."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from http import HTTPStatus

from answerback.sim.parse import BadRequest, Parser
from answerback.sim.stage import Call, Handler

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time left: closing sends RST."""


class _Connection(asyncio.Protocol):
    """One connection: calls are served in order; what comes meanwhile waits."""

    def __init__(self, handler: Handler, served: Served) -> None:
        self.handler, self.served = handler, served
        self.parser = Parser()
        self.transport: asyncio.Transport | None = None
        self.task: asyncio.Task[None] | None = None
        self.channel: _SocketChannel | None = None
        self.room = asyncio.Event()
        self.room.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.served.connections.add(self)
        raw = transport.get_extra_info("socket")
        if raw is not None:
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        self.parser.buffer += data
        if self.task is None:
            self._serve_next()

    def eof_received(self) -> bool:
        if self.channel is not None:
            self.channel.gone.set()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.served.connections.discard(self)
        if self.channel is not None:
            self.channel.gone.set()
        self.room.set()

    def pause_writing(self) -> None:
        self.room.clear()

    def resume_writing(self) -> None:
        self.room.set()

    def _serve_next(self) -> None:
        assert self.transport is not None
        try:
            ready = self.parser.next()
        except BadRequest as bad:
            body = str(bad).encode()
            head = f"HTTP/1.1 {bad.status} {_words(bad.status)}\r\ncontent-type: text/plain; charset=utf-8\r\n"
            self.transport.write(f"{head}content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body)
            self.transport.close()
            return
        if ready is None:
            if self.parser.wants_continue:
                self.parser.wants_continue = False
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return
        call, keep = ready
        self.channel = _SocketChannel(self, call, keep and not self.served.closing)
        self.task = asyncio.ensure_future(self._run(call, self.channel))

    async def _run(self, call: Call, channel: _SocketChannel) -> None:
        assert self.transport is not None
        try:
            await self.handler(call, channel)
        except ConnectionError:
            pass
        except Exception as error:  # a handler's bug must not look like the service's answer
            asyncio.get_running_loop().call_exception_handler({"message": "handler failed", "exception": error})
            self.transport.abort()
        finally:
            self.task = None
        if not channel.ended or not channel.keep or self.served.closing:
            self.transport.close()
        elif not self.transport.is_closing():
            self.channel = None
            self._serve_next()


class _SocketChannel:
    """Writes one response to a connection."""

    def __init__(self, connection: _Connection, call: Call, keep: bool) -> None:
        self.connection, self.call, self.keep = connection, call, keep
        self.gone = asyncio.Event()
        self.chunked = self.ended = self.started = False
        self.left: int | None = None

    async def start(self, status: int, headers: tuple[tuple[str, str], ...], *, length: int | None = None) -> None:
        """Send the status line and headers."""
        self.left, self.started = length, True
        bodiless = status in (204, 304) or self.call.method == "HEAD"
        self.chunked = length is None and not bodiless
        lines = [f"HTTP/1.1 {status} {_words(status)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if self.chunked:
            lines.append("transfer-encoding: chunked")
        elif length is not None:
            lines.append(f"content-length: {length}")
        if not self.keep:
            lines.append("connection: close")
        await self._send("\r\n".join([*lines, "", ""]).encode("latin-1", "replace"))

    async def write(self, data: bytes) -> None:
        """Send a piece of the body."""
        if not data or self.call.method == "HEAD":
            return
        if self.left is not None:
            self.left -= len(data)
        await self._send(b"%x\r\n%b\r\n" % (len(data), data) if self.chunked else data)

    async def end(self) -> None:
        """End the body; one that is shorter than announced ends the connection."""
        if self.chunked:
            await self._send(b"0\r\n\r\n")
        self.ended = not self.left or self.call.method == "HEAD"

    async def cut(self, *, reset: bool = False) -> None:
        """End the connection without ending the body."""
        transport = self.connection.transport
        assert transport is not None
        if reset:
            raw = transport.get_extra_info("socket")
            if raw is not None:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            transport.abort()
        else:
            transport.close()

    async def _send(self, data: bytes) -> None:
        transport = self.connection.transport
        assert transport is not None
        if self.gone.is_set() or transport.is_closing():
            raise ConnectionResetError("the client is gone")
        transport.write(data)
        if not self.connection.room.is_set():
            await self.connection.room.wait()
        else:
            await asyncio.sleep(0)  # lets a hang-up be noticed between two pieces


def _words(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


class Served:
    """A server that runs."""

    def __init__(self) -> None:
        self.connections: set[_Connection] = set()
        self.closing = False
        self.server: asyncio.Server | None = None
        self.url = ""
        self.port = 0

    async def close(self, grace_s: float = 5.0) -> None:
        """Stop listening, let running answers end for so many seconds, then end the connections."""
        self.closing = True
        if self.server is not None:
            self.server.close()
        tasks = [connection.task for connection in self.connections if connection.task is not None]
        if tasks and grace_s:
            await asyncio.wait(tasks, timeout=grace_s)
        for connection in list(self.connections):
            if connection.task is not None:
                connection.task.cancel()
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)


async def serve(
    handler: Handler, host: str = "127.0.0.1", port: int = 0, *, tls: ssl.SSLContext | None = None
) -> Served:
    """Serve a handler; port 0 takes a free one. Raises OSError if the port is taken."""
    served = Served()
    loop = asyncio.get_running_loop()
    served.server = await loop.create_server(
        lambda: _Connection(handler, served), host, port, ssl=tls, backlog=1024, reuse_address=True
    )
    bound = served.server.sockets[0].getsockname()
    served.port = bound[1]
    shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
    served.url = f"{'https' if tls else 'http'}://{shown}:{served.port}"
    return served


@contextlib.contextmanager
def running(
    handler: Handler, *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Serve in a thread while the block runs; yields the URL."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="answerback-sim", daemon=True)
    thread.start()

    try:
        served = asyncio.run_coroutine_threadsafe(serve(handler, host, port, tls=tls), loop).result(10)
        try:
            yield served.url
        finally:
            asyncio.run_coroutine_threadsafe(served.close(0.0), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextlib.contextmanager
def refused(host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """A port that is held but not listened on: connections are refused while the block runs."""
    with socket.socket() as held:
        held.bind((host, port))
        yield f"http://{host}:{held.getsockname()[1]}"


@contextlib.contextmanager
def blackhole(host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """A listener whose queue is full: connections neither come about nor are refused while the block runs."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((host, port))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f"http://{host}:{listener.getsockname()[1]}"
