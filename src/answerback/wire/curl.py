"""The wire: asks become requests on libcurl's multi interface, and whatever happens becomes an Exchange."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec
import pycurl

from answerback.values.asks import AnyAsk, Ask, Auth, Chat, Get, HangUp, ListModels, Raw
from answerback.values.exchange import Exchange, Failure, FailureKind, Phases, Piece, Request
from answerback.values.target import Setting

MAX_BODY = 16 * 1024 * 1024
"""Bytes of one body (after decompression) beyond which an exchange fails as `too_large`."""
WRONG_KEY = "answerback-wrong-key"
USER_AGENT = "answerback/0.1"


class Wire(Protocol):
    """What the engine needs of a wire; the live one is below, the simulator and recordings have their own."""

    def start(self, number: int, ask: AnyAsk, setting: Setting) -> None:
        """Begin an ask; it ends in one Exchange from `finished`."""

    def finished(self) -> list[Exchange]:
        """Wait until something ends, and return what did; empty only when nothing is under way."""

    def now_ns(self) -> int:
        """Monotonic nanoseconds since the wire was made."""

    def close(self) -> None:
        """End everything that is under way."""


def compose(ask: AnyAsk, setting: Setting) -> tuple[Request, list[str]]:
    """Return the request to record (no key in it) and the header lines to send (with the key)."""
    chat = ask.chat if isinstance(ask, HangUp) else ask
    body, method, content_type = b"", "GET", ""
    if isinstance(chat, Chat):
        url = setting.url("chat/completions", ask.base)
        body, method, content_type = msgspec.json.encode(chat.body(setting.model)), "POST", "application/json"
    elif isinstance(chat, Raw):
        url = setting.url(chat.path, ask.base)
        body = chat.body.replace("{model}", setting.model or "").encode()
        method, content_type = chat.method, chat.content_type
    elif isinstance(chat, ListModels):
        url = setting.url("models", ask.base)
    elif isinstance(chat, Get):
        url = setting.url(chat.path, ask.base)
    else:
        raise TypeError(f"{type(chat).__name__} does not go over the wire")
    shown: list[tuple[str, str]] = []
    if content_type:
        shown.append(("Content-Type", content_type))
    if isinstance(chat, Chat) and chat.stream:
        shown.append(("Accept", "text/event-stream"))
    secret: list[tuple[str, str]] = []
    if not ask.insecure:
        secret = [(name, value) for name, value in setting.target.headers if ask.auth is Auth.KEY]
    credential = _credential(ask, setting)
    lines = [f"{name}: {value}" for name, value in (*shown, *ask.headers, *secret)]
    if credential is not None:
        name, template = credential
        shown.append(
            (
                name,
                template.format(f"${setting.target.key_name}" if ask.auth is not Auth.WRONG else WRONG_KEY),
            )
        )
        lines.append(f"{name}: {template.format(_key(ask, setting))}")
    shown += list(ask.headers)
    shown += [(name, f"${_variable(name)}") for name, _ in secret]
    return Request(method, url, tuple(shown), body), lines


def header_lines(lines: list[str]) -> list[bytes]:
    """Return the header lines as bytes; a line break inside a value must not begin another header."""
    extra = [] if any(line.lower().startswith("accept:") for line in lines) else ["Accept: application/json, */*"]
    return [re.sub(r"[\r\n\0]+", " ", line).encode() for line in (*lines, "Expect:", *extra)]


def _variable(header: str) -> str:
    return "HEADER_" + "".join(c if c.isalnum() else "_" for c in header.upper())


def _key(ask: Ask, setting: Setting) -> str:
    if ask.auth is Auth.WRONG:
        return WRONG_KEY
    key = setting.target.key
    return key.reveal().strip() if key is not None else ""


def _credential(ask: Ask, setting: Setting) -> tuple[str, str] | None:
    """Return the header and its template for the ask's credentials, or None for none."""
    if ask.insecure or ask.auth is Auth.NONE or (setting.target.key is None and ask.auth is not Auth.WRONG):
        return None
    if ask.auth is Auth.X_API_KEY:
        return "X-Api-Key", "{}"
    if ask.auth is Auth.API_KEY:
        return "api-key", "{}"
    if ask.auth is Auth.RAW:
        return "Authorization", "{}"
    return "Authorization", "Bearer {}"


class _Flight:
    """One request under way."""

    def __init__(self, number: int, ask: AnyAsk, request: Request, started_ns: int, limit: int) -> None:
        self.number, self.ask, self.request, self.started_ns = number, ask, request, started_ns
        self.pieces: list[tuple[int, bytes]] = []
        self.head: list[bytes] = []
        self.size, self.limit = 0, limit
        self.stop: FailureKind | None = None
        self.events_left = ask.after_events if isinstance(ask, HangUp) else 0
        self.on_piece: Callable[[bytes], None] | None = None

    def on_body(self, data: bytes) -> int | None:
        self.pieces.append((time.monotonic_ns(), data))
        self.size += len(data)
        if self.size > self.limit:
            self.stop = FailureKind.TOO_LARGE
            return 0
        if self.events_left:
            self.events_left -= min(self.events_left, data.count(b"data:"))
            if not self.events_left:
                self.stop = FailureKind.HUNG_UP
                return 0
        return None


class CurlWire:
    """The live wire: one loop around libcurl's multi interface, for the engine's single thread."""

    def __init__(self, max_body: int = MAX_BODY) -> None:
        self.multi = pycurl.CurlMulti()
        self.flights: dict[Any, _Flight] = {}
        self.idle: list[Any] = []
        self.max_body = max_body
        self.born_ns = time.monotonic_ns()

    def now_ns(self) -> int:
        """Monotonic nanoseconds since the wire was made."""
        return time.monotonic_ns() - self.born_ns

    def start(self, number: int, ask: AnyAsk, setting: Setting) -> None:
        """Begin an ask."""
        request, lines = compose(ask, setting)
        handle = self.idle.pop() if self.idle else pycurl.Curl()
        handle.reset()
        flight = _Flight(number, ask, request, time.monotonic_ns(), self.max_body)
        self._configure(handle, flight, lines, setting)
        self.flights[handle] = flight
        self.multi.add_handle(handle)
        self.multi.perform()

    def _configure(self, handle: Any, flight: _Flight, lines: list[str], setting: Setting) -> None:
        ask, request, target = flight.ask, flight.request, setting.target
        timeout = min(target.timeout_s, ask.wait_s or target.timeout_s)
        options = {
            pycurl.URL: request.url.encode(),
            pycurl.HTTPHEADER: header_lines(lines),
            pycurl.USERAGENT: USER_AGENT,
            pycurl.WRITEFUNCTION: flight.on_body,
            pycurl.HEADERFUNCTION: flight.head.append,
            pycurl.NOSIGNAL: 1,
            pycurl.FOLLOWLOCATION: 0,
            pycurl.TIMEOUT_MS: max(1, int(timeout * 1000)),
            pycurl.CONNECTTIMEOUT_MS: max(1, int(min(target.connect_s, timeout) * 1000)),
            pycurl.TCP_NODELAY: 1,
            pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
            pycurl.HTTP09_ALLOWED: 0,
            pycurl.SSL_VERIFYPEER: 0 if ask.insecure else 1,
            pycurl.SSL_VERIFYHOST: 0 if ask.insecure else 2,
        }
        for option, value in options.items():
            handle.setopt(option, value)
        if request.method == "POST" or request.body:
            handle.setopt(pycurl.POST, 1)
            handle.setopt(pycurl.POSTFIELDS, request.body)
        if request.method not in ("GET", "POST"):
            handle.setopt(pycurl.CUSTOMREQUEST, request.method)
        if ask.direct:
            handle.setopt(pycurl.NOPROXY, "*")
        if ask.ip:
            handle.setopt(pycurl.IPRESOLVE, pycurl.IPRESOLVE_V4 if ask.ip == 4 else pycurl.IPRESOLVE_V6)
        if ask.encoding is not None:
            handle.setopt(pycurl.ACCEPT_ENCODING, ask.encoding)

    def finished(self) -> list[Exchange]:
        """Wait until something ends, and return what did."""
        while self.flights:
            self.multi.perform()
            done = self._collect()
            if done:
                return done
            self.multi.select(0.5)
        return []

    def _collect(self) -> list[Exchange]:
        done: list[Exchange] = []
        while True:
            queued, good, bad = self.multi.info_read()
            done += [self._end(handle, None) for handle in good]
            done += [self._end(handle, (code, message)) for handle, code, message in bad]
            if not queued:
                return done

    def _end(self, handle: Any, error: tuple[int, str] | None) -> Exchange:
        flight = self.flights.pop(handle)
        exchange = _record(handle, flight, error, self.born_ns)
        self.multi.remove_handle(handle)
        self.idle.append(handle)
        return exchange

    def close(self) -> None:
        """End everything that is under way."""
        for handle in list(self.flights):
            self.multi.remove_handle(handle)
            handle.close()
        self.flights.clear()
        for handle in self.idle:
            handle.close()
        self.idle.clear()
        self.multi.close()


def _record(handle: Any, flight: _Flight, error: tuple[int, str] | None, born_ns: int) -> Exchange:
    status = handle.getinfo(pycurl.RESPONSE_CODE)
    phases = Phases(
        name_s=handle.getinfo(pycurl.NAMELOOKUP_TIME),
        connect_s=handle.getinfo(pycurl.CONNECT_TIME),
        tls_s=handle.getinfo(pycurl.APPCONNECT_TIME),
        first_byte_s=handle.getinfo(pycurl.STARTTRANSFER_TIME) if flight.head or flight.pieces else 0.0,
        end_s=handle.getinfo(pycurl.TOTAL_TIME),
    )
    failure = None
    if error is not None:
        code, message = error
        failure = Failure(flight.stop or _kind(code, message, flight, handle), code, message)
    address = handle.getinfo(pycurl.PRIMARY_IP)
    return Exchange(
        number=flight.number,
        ask=flight.ask,
        request=flight.request,
        status=status,
        headers=read_headers(flight.head),
        pieces=tuple(Piece(at - flight.started_ns, data) for at, data in flight.pieces),
        phases=phases,
        failure=failure,
        address=f"{address}:{handle.getinfo(pycurl.PRIMARY_PORT)}" if address else "",
        proxy="" if flight.ask.direct else _proxy_for(flight.request.url),
        started_ns=flight.started_ns - born_ns,
    )


def read_headers(lines: list[bytes]) -> tuple[tuple[str, str], ...]:
    """Return the headers of the last response (an interim 100 or a proxy's CONNECT comes before it)."""
    out: list[tuple[str, str]] = []
    for raw in lines:
        line = raw.decode("latin-1").rstrip("\r\n")
        if line.startswith("HTTP/"):
            out = []
            continue
        name, colon, value = line.partition(":")
        if colon:
            out.append((name.strip(), value.strip()))
    return tuple(out)


_KINDS = {
    1: FailureKind.NOT_HTTP,
    3: FailureKind.BAD_URL,
    5: FailureKind.PROXY,
    6: FailureKind.NAME,
    8: FailureKind.NOT_HTTP,
    18: FailureKind.CUT,
    27: FailureKind.TOO_LARGE,
    35: FailureKind.TLS,
    43: FailureKind.BAD_URL,
    52: FailureKind.EMPTY,
    60: FailureKind.CERTIFICATE,
    61: FailureKind.ENCODING,
    63: FailureKind.TOO_LARGE,
    92: FailureKind.CUT,
    97: FailureKind.PROXY,
}
"""libcurl's error numbers (https://curl.se/libcurl/c/libcurl-errors.html) that mean one thing."""


def _kind(code: int, message: str, flight: _Flight, handle: Any) -> FailureKind:
    some, body = bool(flight.head or flight.pieces), bool(flight.pieces)
    return failure_kind(code, message, handle, flight.request.url, some=some, body=body, direct=flight.ask.direct)


def failure_kind(
    code: int, message: str, handle: Any, url: str, *, some: bool, body: bool, direct: bool = False
) -> FailureKind:
    """Return how a transfer broke. `some`: anything came back; `body`: some of the body; `direct`: without a proxy."""
    if code in _KINDS:
        return _KINDS[code]
    words = message.lower()
    if code == 7:
        if not direct and _proxy_for(url):
            return FailureKind.PROXY
        errno = handle.getinfo(pycurl.OS_ERRNO)
        if errno in (101, 113) or "unreachable" in words or "no route" in words:
            return FailureKind.UNREACHABLE
        return FailureKind.REFUSED if errno in (0, 111) or "refused" in words else FailureKind.CONNECT_TIMEOUT
    if code == 28:
        return _timed_out(words, handle, url, some=some)
    if code == 56:
        if "proxy" in words:
            return FailureKind.PROXY
        if "header" in words and ("too large" in words or "too long" in words):
            return FailureKind.TOO_LARGE
        return FailureKind.CUT if body else FailureKind.RESET
    if code == 55:
        return FailureKind.RESET
    return FailureKind.OTHER


def _timed_out(words: str, handle: Any, url: str, *, some: bool) -> FailureKind:
    # a connection that is used again has no connect time of its own; a request that went out had one
    if not handle.getinfo(pycurl.CONNECT_TIME) and not handle.getinfo(pycurl.REQUEST_SIZE):
        if not handle.getinfo(pycurl.NAMELOOKUP_TIME) and "resolv" in words:
            return FailureKind.NAME
        return FailureKind.CONNECT_TIMEOUT
    if url.startswith("https://") and not handle.getinfo(pycurl.APPCONNECT_TIME) and not some:
        return FailureKind.TLS  # connected, and the other side never answered the handshake
    return FailureKind.STALLED if some else FailureKind.NO_FIRST_BYTE


def _proxy_for(url: str) -> str:
    """Return the proxy that libcurl takes from the environment for a URL, without credentials."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    exempt = [
        e.strip().lower().lstrip(".")
        for e in (os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or "").split(",")
    ]
    if "*" in exempt or any(e and (host == e or host.endswith(f".{e}")) for e in exempt):
        return ""
    names = ["http_proxy"] if parts.scheme == "http" else ["https_proxy", "HTTPS_PROXY"]
    for name in (*names, "all_proxy", "ALL_PROXY"):
        if value := os.environ.get(name):
            cut = urlsplit(value if "://" in value else f"http://{value}")
            return f"{cut.scheme}://{cut.hostname}:{cut.port}" if cut.port else f"{cut.scheme}://{cut.hostname}"
    return ""
