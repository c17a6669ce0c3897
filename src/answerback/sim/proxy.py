"""A reverse proxy as a handler: passes calls on to a real service with libcurl, and its pieces back as they arrive."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pycurl

from answerback.sim.acts.shape import Headers
from answerback.sim.stage import Call, Channel, reply_json
from answerback.values.target import with_scheme

HOP_BY_HOP = frozenset(
    (
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""Headers that concern one connection only (RFC 9110, section 7.6.1)."""
OURS = HOP_BY_HOP | {"host", "content-length", "expect"}
FULL = 4 * 1024 * 1024
"""Bytes that may wait for a slow client before the service is made to wait."""


class _Flight:
    """One call on its way to the service and back. What libcurl tells is queued for the handler."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[tuple[int, Headers] | bytes | BaseException | None] = asyncio.Queue()
        self.lines: list[bytes] = []
        self.begun = self.paused = False
        self.waiting = 0

    def on_header(self, line: bytes) -> None:
        """Collect the headers; those of an interim response, and trailers, are not for the client."""
        if self.begun:
            return
        if line.strip():
            self.lines.append(line)
            return
        words = self.lines[0].split(b" ") if self.lines else []
        status = int(words[1]) if len(words) > 1 and words[1].strip().isdigit() else 0
        if status >= 200:
            self.begun = True
            self.queue.put_nowait((status, _headers(self.lines[1:])))
        self.lines = []

    def on_body(self, data: bytes) -> int | None:
        """Queue a piece, or stop the service while too much waits."""
        if self.waiting > FULL:
            self.paused = True
            return int(pycurl.WRITEFUNC_PAUSE)
        self.waiting += len(data)
        self.queue.put_nowait(data)
        return None


def _headers(lines: list[bytes]) -> Headers:
    out = []
    for raw in lines:
        name, colon, value = raw.decode("latin-1").strip().partition(":")
        if colon and name.strip().lower() not in HOP_BY_HOP:
            out.append((name.strip().lower(), value.strip()))
    return tuple(out)


class Unreachable(Exception):
    """The service could not be asked; the text is libcurl's."""


class Upstream:
    """The service behind the proxy. `handle` is the Handler; keys pass through and are never kept."""

    def __init__(self, url: str, *, insecure: bool = False, connect_s: float = 10.0) -> None:
        parts = urlsplit(with_scheme(url))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no http or https URL")
        self.root = f"{parts.scheme}://{parts.netloc}"
        self.path = parts.path.rstrip("/")
        """The path under which clients are told to find the API; calls keep their own."""
        self.insecure, self.connect_s = insecure, connect_s
        self.engine: _Engine | None = None

    async def handle(self, call: Call, channel: Channel) -> None:
        """Answer a call with what the service answers. Raises ConnectionError when the client is gone."""
        if self.engine is None:
            self.engine = _Engine()
        flight = _Flight()
        handle = self._handle(call, flight)
        self.engine.add(handle, flight)
        watch = asyncio.ensure_future(channel.gone.wait())
        watch.add_done_callback(lambda _: flight.queue.put_nowait(ConnectionAbortedError("the client has hung up")))
        try:
            await self._relay(call, channel, flight, handle)
        finally:
            watch.cancel()
            self.engine.remove(handle)
            handle.close()

    async def _relay(self, call: Call, channel: Channel, flight: _Flight, handle: Any) -> None:
        begun = False
        while True:
            item = await flight.queue.get()
            if isinstance(item, tuple):
                begun = True
                await _start(channel, call, *item)
            elif isinstance(item, bytes):
                flight.waiting -= len(item)
                await channel.write(item)
                if flight.paused and flight.waiting < FULL // 2:
                    flight.paused = False
                    handle.pause(pycurl.PAUSE_CONT)
            elif item is None:
                await channel.end()
                return
            elif isinstance(item, Unreachable):
                if begun:
                    await channel.cut()
                else:
                    message = f"answerback proxy: {self.root} did not answer: {item}"
                    await reply_json(channel, 502, {"error": {"message": message, "type": "upstream_unreachable"}})
                return
            else:
                raise item

    def _handle(self, call: Call, flight: _Flight) -> Any:
        handle = pycurl.Curl()
        headers = [f"{name}: {value}" if value else f"{name};" for name, value in call.headers if name not in OURS]
        # an empty header keeps libcurl from adding its own
        headers += [f"{name}:" for name in ("accept", "user-agent", "content-type", "expect") if not call.header(name)]
        options = {
            pycurl.URL: self.root + call.path + (f"?{call.query}" if call.query else ""),
            pycurl.PATH_AS_IS: 1,
            pycurl.HTTPHEADER: [header.encode("latin-1", "replace") for header in headers],
            pycurl.HEADERFUNCTION: flight.on_header,
            pycurl.WRITEFUNCTION: flight.on_body,
            pycurl.CONNECTTIMEOUT_MS: int(self.connect_s * 1000),
            pycurl.NOSIGNAL: 1,
            pycurl.TCP_NODELAY: 1,
            pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
            pycurl.SSL_VERIFYPEER: 0 if self.insecure else 1,
            pycurl.SSL_VERIFYHOST: 0 if self.insecure else 2,
        }
        for option, value in options.items():
            handle.setopt(option, value)
        if call.method == "HEAD":
            handle.setopt(pycurl.NOBODY, 1)
        elif call.body or call.method in ("POST", "PUT", "PATCH"):
            handle.setopt(pycurl.POST, 1)
            handle.setopt(pycurl.POSTFIELDSIZE, len(call.body))
            handle.setopt(pycurl.COPYPOSTFIELDS, call.body)
        if call.method != "HEAD":
            handle.setopt(pycurl.CUSTOMREQUEST, call.method)
        return handle


async def _start(channel: Channel, call: Call, status: int, headers: Headers) -> None:
    length = next((value for name, value in headers if name == "content-length"), "")
    rest = tuple((name, value) for name, value in headers if name != "content-length")
    bodiless = call.method == "HEAD" or status in (204, 304)
    await channel.start(status, rest, length=int(length) if length.isdigit() else 0 if bodiless else None)


class _Engine:
    """libcurl's multi interface inside the asyncio loop: the loop watches its sockets and its timer."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.multi = pycurl.CurlMulti()
        self.multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self.multi.setopt(pycurl.M_TIMERFUNCTION, self._wind)
        self.flights: dict[Any, _Flight] = {}
        self.timer: asyncio.TimerHandle | None = None

    def add(self, handle: Any, flight: _Flight) -> None:
        """Begin a transfer."""
        self.flights[handle] = flight
        self.multi.add_handle(handle)

    def remove(self, handle: Any) -> None:
        """End a transfer, finished or not."""
        if self.flights.pop(handle, None) is not None:
            self.multi.remove_handle(handle)

    def _watch(self, what: int, socket: int, _multi: Any, _data: Any) -> None:
        self.loop.remove_reader(socket)
        self.loop.remove_writer(socket)
        if what & pycurl.POLL_IN and what != pycurl.POLL_REMOVE:
            self.loop.add_reader(socket, partial(self._act, socket, pycurl.CSELECT_IN))
        if what & pycurl.POLL_OUT and what != pycurl.POLL_REMOVE:
            self.loop.add_writer(socket, partial(self._act, socket, pycurl.CSELECT_OUT))

    def _wind(self, milliseconds: int) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if milliseconds >= 0:
            self.timer = self.loop.call_later(milliseconds / 1000, self._act, pycurl.SOCKET_TIMEOUT, 0)

    def _act(self, socket: int, what: int) -> None:
        self.multi.socket_action(socket, what)
        while True:
            queued, good, bad = self.multi.info_read()
            for handle in good:
                self._end(handle, None)
            for handle, code, message in bad:
                self._end(handle, Unreachable(f"curl: ({code}) {message}"))
            if not queued:
                return

    def _end(self, handle: Any, error: Unreachable | None) -> None:
        flight = self.flights.get(handle)
        if flight is not None:
            flight.queue.put_nowait(error)
