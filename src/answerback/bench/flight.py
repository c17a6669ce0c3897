"""A request under way: one easy handle, used again and again, that keeps what it is given and thinks of nothing."""

from __future__ import annotations

import time

import pycurl

from answerback.bench.loop import Loop
from answerback.bench.plan import Work
from answerback.values.asks import Chat
from answerback.values.exchange import FailureKind
from answerback.values.target import Setting
from answerback.wire.curl import MAX_BODY, USER_AGENT, compose, failure_kind, header_lines

HELLO = Chat(({"role": "user", "content": "hi"},), stream=True)


class Landed:
    """What a request left behind, before anybody reads it. Times are absolute monotonic ns."""

    __slots__ = ("curl", "end_ns", "failure", "head", "new", "pieces", "sent_ns", "stamps", "status", "words", "work")

    def __init__(self, work: Work, sent_ns: int) -> None:
        self.work, self.sent_ns, self.end_ns = work, sent_ns, 0
        self.stamps: list[int] = []
        self.pieces: list[bytes] = []
        self.head: list[bytes] = []
        self.status = self.curl = 0
        self.failure: FailureKind | None = None
        self.words = ""
        self.new = False


class Address:
    """Where requests go, and the headers that all of them carry."""

    def __init__(self, setting: Setting) -> None:
        request, lines = compose(HELLO, setting)
        self.url, self.lines = request.url, header_lines(lines)
        self.target = setting.target


class Flight:
    """One easy handle and the request that it carries just now."""

    def __init__(self, loop: Loop, address: Address) -> None:
        self.loop, self.address = loop, address
        self.landed: Landed | None = None
        self.size = 0
        self.too_large = False
        self.handle = pycurl.Curl()
        target = address.target
        options = {
            pycurl.URL: address.url.encode(),
            pycurl.HTTPHEADER: address.lines,
            pycurl.USERAGENT: USER_AGENT,
            pycurl.WRITEFUNCTION: self._on_body,
            pycurl.HEADERFUNCTION: self._on_head,
            pycurl.NOSIGNAL: 1,
            pycurl.TIMEOUT_MS: max(1, int(target.timeout_s * 1000)),
            pycurl.CONNECTTIMEOUT_MS: max(1, int(min(target.connect_s, target.timeout_s) * 1000)),
            pycurl.TCP_NODELAY: 1,
            pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
            pycurl.HTTP09_ALLOWED: 0,
            pycurl.POST: 1,
        }
        for option, value in options.items():
            self.handle.setopt(option, value)

    def _on_head(self, line: bytes) -> None:
        assert self.landed is not None
        self.landed.head.append(line)

    def _on_body(self, data: bytes) -> int | None:
        landed = self.landed
        assert landed is not None
        landed.stamps.append(self.loop.stamp_ns or time.monotonic_ns())
        landed.pieces.append(data)
        self.size += len(data)
        if self.size > MAX_BODY:
            self.too_large = True
            return 0
        return None

    def start(self, work: Work, now_ns: int) -> None:
        """Send a request."""
        self.landed = Landed(work, now_ns)
        self.size, self.too_large = 0, False
        self.handle.setopt(pycurl.POSTFIELDS, work.body)
        self.loop.begin(self.handle)

    def end(self, error: tuple[int, str] | None) -> Landed:
        """Take out what the request left behind."""
        landed, self.landed = self.landed, None
        assert landed is not None
        # the last socket's readiness is when the end was seen; a timeout is seen by the clock
        landed.end_ns = max(self.loop.ready_ns, landed.sent_ns, landed.stamps[-1] if landed.stamps else 0)
        handle = self.handle
        landed.status = handle.getinfo(pycurl.RESPONSE_CODE)
        landed.new = handle.getinfo(pycurl.NUM_CONNECTS) > 0
        if error is not None:
            landed.curl, landed.words = error
            some = bool(landed.head or landed.pieces)
            kind = failure_kind(*error, handle, self.address.url, some=some, body=bool(landed.pieces))
            landed.failure = FailureKind.TOO_LARGE if self.too_large else kind
        return landed

    def close(self) -> None:
        """Free the handle."""
        self.handle.close()
