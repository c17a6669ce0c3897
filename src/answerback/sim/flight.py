"""One request of the simulated wire: from connecting to its Exchange, and the channel that the handler writes to."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from answerback.sim.setup import Setup
from answerback.sim.stage import Call, Handler
from answerback.values.asks import AnyAsk, HangUp
from answerback.values.exchange import Exchange, Failure, FailureKind, Phases, Piece, Request
from answerback.values.injections import Filtered, Injection, NoListener, NoName, SpeaksTls
from answerback.values.target import Setting
from answerback.wire.curl import MAX_BODY, USER_AGENT

CONNECT_S = 0.0004
SOCKET = (NoListener, Filtered, NoName, SpeaksTls)
"""Injections that act before any handler hears of the request."""


class World:
    """What all flights of a wire share."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        handler: Handler,
        setup: Setup,
        socket: Sequence[Injection],
        proxy: str = "",
    ) -> None:
        """`proxy`: what the environment's variables name; nothing listens there."""
        self.loop, self.handler, self.setup, self.proxy = loop, handler, setup, proxy
        self.socket = {type(injection): injection for injection in socket}
        self.over: list[Exchange] = []


class _Ended(Exception):
    """The exchange is over, early or not."""

    def __init__(self, kind: FailureKind, curl: int, message: str) -> None:
        super().__init__(message)
        self.failure = Failure(kind, curl, message)


class Flight:
    """One request on its way; also the Channel that the handler writes to."""

    def __init__(self, world: World, number: int, ask: AnyAsk, request: Request, setting: Setting) -> None:
        self.world, self.number, self.ask, self.request, self.setting = world, number, ask, request, setting
        self.gone = asyncio.Event()
        self.started = world.loop.time()
        self.url = urlsplit(request.url)
        self.proxy = "" if ask.direct else world.proxy
        self.status, self.headers, self.length = 0, (), None  # type: tuple[int, tuple[tuple[str, str], ...], int | None]
        self.pieces: list[Piece] = []
        self.received = 0
        self.raw = 0
        self.connected = self.first = 0.0
        self.tls = False
        self.inflate: Any = None
        self.left = ask.after_events if isinstance(ask, HangUp) else 0
        self.complete = False
        self.outcome: asyncio.Future[Failure | None] | None = None

    # --- the client's side -----------------------------------------------------------------------

    async def run(self, lines: list[str]) -> None:
        """Play the request to its end and leave an Exchange."""
        self.outcome = self.world.loop.create_future()
        failure: Failure | None
        try:
            await self._connect()
            failure = await self._exchange(self._call(lines))
        except _Ended as end:
            failure = end.failure
        finally:
            self.gone.set()
        self.world.over.append(self._record(failure))

    async def _connect(self) -> None:
        """Go through what happens before the first byte is sent."""
        target, host = self.setting.target, self.url.hostname or ""
        port = self.url.port or (443 if self.url.scheme == "https" else 80)
        if self.proxy:
            through = urlsplit(self.proxy)
            where = f"{through.hostname} port {through.port}"
            raise _Ended(FailureKind.PROXY, 7, f"Failed to connect to {where} after 0 ms: Could not connect to server")
        kinds = self.world.socket
        if NoName in kinds:
            await asyncio.sleep(0.001)
            raise _Ended(FailureKind.NAME, 6, f"Could not resolve host: {host}")
        if Filtered in kinds:
            wait = min(target.connect_s, self._deadline())
            await asyncio.sleep(wait)
            raise _Ended(
                FailureKind.CONNECT_TIMEOUT, 28, f"Connection timed out after {round(wait * 1000)} milliseconds"
            )
        family = self.world.setup.family
        asked = self.ask.ip or (6 if ":" in host else 4 if host.replace(".", "").isdigit() else 0)
        if NoListener in kinds or (family and asked and family != asked):
            raise _Ended(
                FailureKind.REFUSED, 7, f"Failed to connect to {host}:{port} after 0 ms: Could not connect to server"
            )
        await asyncio.sleep(CONNECT_S)
        self.connected = self._now()
        secure = self.url.scheme == "https"
        tls = kinds.get(SpeaksTls)
        if secure and tls is None:
            raise _Ended(FailureKind.TLS, 35, "TLS connect error: error:0A00010B:SSL routines::wrong version number")
        if tls is not None and not secure:
            raise _Ended(FailureKind.RESET, 56, "Recv failure: Connection reset by peer")
        if isinstance(tls, SpeaksTls):
            await asyncio.sleep(CONNECT_S)
            if tls.certificate in _CERTIFICATES and not self.ask.insecure:
                raise _Ended(FailureKind.CERTIFICATE, 60, _CERTIFICATES[tls.certificate].format(host=host))
            self.tls = True

    async def _exchange(self, call: Call) -> Failure | None:
        """Let the handler answer, until it is through, the deadline has passed or the client has enough."""
        assert self.outcome is not None
        handler = asyncio.ensure_future(self._serve(call))
        try:
            async with asyncio.timeout(max(0.0, self._deadline() - self._now())):
                return await asyncio.shield(self.outcome)
        except TimeoutError:
            return self._timed_out()
        finally:
            self.gone.set()
            # a server learns of a hang-up while it writes; a handler that waits on something else goes on
            handler.add_done_callback(_swallow)

    async def _serve(self, call: Call) -> None:
        try:
            await self.world.handler(call, self)
        except ConnectionError:
            pass
        except Exception as error:
            self._settle(None, error)
            return
        if not self.complete:
            await self.cut()

    def _settle(self, failure: Failure | None, error: Exception | None = None) -> None:
        assert self.outcome is not None
        if self.outcome.done():
            return
        if error is not None:
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(failure)

    # --- the channel -----------------------------------------------------------------------------

    async def start(self, status: int, headers: tuple[tuple[str, str], ...], *, length: int | None = None) -> None:
        """The status line and the headers arrive."""
        self._alive()
        framing = ("transfer-encoding", "chunked") if length is None else ("content-length", str(length))
        self.status, self.length, self.first = status, length, self._now()
        self.headers = (*headers, framing)
        coding = next((value for name, value in headers if name.lower() == "content-encoding"), "")
        if coding in ("gzip", "deflate") and self.ask.encoding is not None:
            self.inflate = zlib.decompressobj(47)

    async def write(self, data: bytes) -> None:
        """A piece of the body arrives."""
        self._alive()
        if not data:
            return
        self.raw += len(data)
        if self.inflate is not None:
            try:
                data = self.inflate.decompress(data)
            except zlib.error as error:
                words = str(error).rpartition(": ")[2]
                self._settle(Failure(FailureKind.ENCODING, 61, f"Error while processing content unencoding: {words}"))
                raise ConnectionResetError("the client gave up") from None
        if data:
            self.pieces.append(Piece(int(self._now() * 1e9), data))
            self.received += len(data)
        refused = f"Failure writing output to destination, passed {len(data)} returned 0"
        if self.received > MAX_BODY:
            self._settle(Failure(FailureKind.TOO_LARGE, 23, refused))
            raise ConnectionResetError("the client has enough")
        if self.left:
            self.left -= min(self.left, data.count(b"data:"))
            if not self.left:
                self._settle(Failure(FailureKind.HUNG_UP, 23, refused))
                self.gone.set()
                raise ConnectionResetError("the client has hung up")
        if len(self.pieces) % 64 == 0:
            await asyncio.sleep(0)  # an endless body must leave the deadline its turn

    async def end(self) -> None:
        """The body ends as announced."""
        self._alive()
        if self.length is not None and self.raw < self.length:
            await self.cut()
            return
        self.complete = True
        self._settle(None)

    async def cut(self, *, reset: bool = False) -> None:
        """The connection ends here."""
        self.complete = True
        if reset:
            kind = FailureKind.CUT if self.pieces else FailureKind.RESET
            self._settle(Failure(kind, 56, "Recv failure: Connection reset by peer"))
        elif not self.status:
            self._settle(Failure(FailureKind.EMPTY, 52, "Empty reply from server"))
        elif self.length is None:
            self._settle(Failure(FailureKind.CUT, 18, "transfer closed with outstanding read data remaining"))
        elif self.raw < self.length:
            missing = f"end of response with {self.length - self.raw} bytes missing"
            self._settle(Failure(FailureKind.CUT, 18, missing))
        else:
            self._settle(None)

    def _alive(self) -> None:
        if self.gone.is_set():
            raise ConnectionResetError("the client is gone")

    # --- the record ------------------------------------------------------------------------------

    def _now(self) -> float:
        """Seconds since this request started."""
        return self.world.loop.time() - self.started

    def _deadline(self) -> float:
        timeout = self.setting.target.timeout_s
        return min(timeout, self.ask.wait_s or timeout)

    def _timed_out(self) -> Failure:
        waited = f"Operation timed out after {round(self._deadline() * 1000)} milliseconds"
        if not self.status:
            return Failure(FailureKind.NO_FIRST_BYTE, 28, f"{waited} with 0 bytes received")
        of = f" out of {self.length}" if self.length is not None else ""
        return Failure(FailureKind.STALLED, 28, f"{waited} with {self.raw}{of} bytes received")

    def _call(self, lines: list[str]) -> Call:
        headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        headers += [("host", self.url.netloc), ("user-agent", USER_AGENT)]
        if not any(name == "accept" for name, _ in headers):
            headers.append(("accept", "application/json, */*"))
        if self.ask.encoding is not None:
            headers.append(("accept-encoding", self.ask.encoding))
        body = self.request.body
        return Call(self.request.method, self.url.path or "/", self.url.query, tuple(headers), body)

    def _record(self, failure: Failure | None) -> Exchange:
        tls = self.connected + CONNECT_S if self.tls else 0.0
        phases = Phases(0.0001, self.connected, tls, self.first, self._now())
        host = self.url.hostname or ""
        address = f"{host if host.replace('.', '').isdigit() else '127.0.0.1'}:{self.url.port or 80}"
        return Exchange(
            number=self.number, ask=self.ask, request=self.request, status=self.status, headers=self.headers,
            pieces=tuple(self.pieces), phases=phases, failure=failure, address=address if self.connected else "",
            started_ns=int(self.started * 1e9), proxy=self.proxy,
        )  # fmt: skip


_CERTIFICATES = {
    "self-signed": "SSL certificate problem: self-signed certificate",
    "expired": "SSL certificate problem: certificate has expired",
    "wrong-name": "SSL: no alternative certificate subject name matches target host name '{host}'",
}


def _swallow(task: asyncio.Future[Any]) -> None:
    if not task.cancelled():
        task.exception()
