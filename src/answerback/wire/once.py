"""One pasted request on the wire, as curl would send it, heard while it arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pycurl

from answerback.values.asks import Raw
from answerback.values.exchange import Exchange, Failure, FailureKind
from answerback.values.target import Secret, Setting, Target
from answerback.wire.curl import CurlWire, _Flight
from answerback.wire.redact import Redactor, for_target, is_secret


class Sending(msgspec.Struct, frozen=True):
    """A request with everything that curl's options say of it."""

    url: str
    method: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    has_body: bool = False
    insecure: bool = False
    follow: bool = False
    proxy: str | None = None
    no_proxy: str | None = None
    compressed: bool = False
    ip: int = 0
    timeout_s: float = 300.0
    connect_s: float = 30.0
    agent: str = ""
    secrets: tuple[str, ...] = ()
    """What else must never be shown: passwords from other options."""
    key_name: str = "OPENAI_API_KEY"
    """The variable that stands for the key wherever something is shown."""

    def setting(self) -> Setting:
        """Return where and with which credentials it is sent."""
        bearer = next((value for name, value in self.headers if _is_bearer(name, value)), None)
        secret = tuple((n, v) for n, v in self.headers if is_secret(n) and not _is_bearer(n, v))
        target = Target(
            self.url, key=Secret(bearer[7:]) if bearer else None, key_name=self.key_name, headers=secret,
            timeout_s=self.timeout_s, connect_s=min(self.connect_s, self.timeout_s),
        )  # fmt: skip
        return Setting(target, self.url)

    def redactor(self) -> Redactor:
        """Return what keeps its credentials out of all that is shown."""
        known = for_target(self.setting().target)
        return Redactor([*known.secrets, *self.secrets], known.stand_in)


def _is_bearer(name: str, value: str) -> bool:
    return name.lower() == "authorization" and value.lower().startswith("bearer ") and bool(value[7:].strip())


Hear = Callable[[bytes], None]


class Once(CurlWire):
    """A wire for one request; `hear` is called with each piece of the body, `head` with each line before it."""

    def __init__(self, sending: Sending, hear: Hear | None = None, head: Hear | None = None) -> None:
        super().__init__()
        self.sending, self.hear, self.head = sending, hear, head

    def send(self) -> Exchange:
        """Send it and wait for its end; a failed request is an exchange as well."""
        sending = self.sending
        public = tuple((n, v) for n, v in sending.headers if not is_secret(n))
        if not any(name.lower() == "accept" for name, _ in public):
            public = (*public, ("Accept", "*/*"))
        ask = Raw(method=sending.method, path="", body=sending.body, content_type="", headers=public, base=sending.url)
        self.start(1, ask, sending.setting())
        return self._through_proxy(self.finished()[0])

    def _through_proxy(self, exchange: Exchange) -> Exchange:
        """Name the proxy of the command line, as the wire does with one from the environment."""
        if self.sending.proxy is None:
            return exchange
        failure = exchange.failure
        if failure is not None and failure.kind is FailureKind.REFUSED:
            failure = Failure(FailureKind.PROXY, failure.curl, failure.message)
        proxy = self.sending.redactor().text(self.sending.proxy)
        return msgspec.structs.replace(exchange, proxy=proxy, failure=failure)

    def _configure(self, handle: Any, flight: _Flight, lines: list[str], setting: Setting) -> None:
        super()._configure(handle, flight, lines, setting)
        sending = self.sending
        handle.setopt(pycurl.USERAGENT, sending.agent or f"curl/{pycurl.version_info()[1]}")
        if sending.has_body:
            handle.setopt(pycurl.POST, 1)
            handle.setopt(pycurl.POSTFIELDS, sending.body.encode())
        if sending.method == "HEAD":
            handle.setopt(pycurl.NOBODY, 1)
        elif sending.method != ("POST" if sending.has_body else "GET"):
            handle.setopt(pycurl.CUSTOMREQUEST, sending.method)
        if sending.insecure:
            handle.setopt(pycurl.SSL_VERIFYPEER, 0)
            handle.setopt(pycurl.SSL_VERIFYHOST, 0)
        if sending.follow:
            handle.setopt(pycurl.FOLLOWLOCATION, 1)
            handle.setopt(pycurl.MAXREDIRS, 50)
        if sending.proxy is not None:
            handle.setopt(pycurl.PROXY, sending.proxy)
        if sending.no_proxy is not None:
            handle.setopt(pycurl.NOPROXY, sending.no_proxy)
        if sending.compressed:
            handle.setopt(pycurl.ACCEPT_ENCODING, "")
        if sending.ip:
            handle.setopt(pycurl.IPRESOLVE, pycurl.IPRESOLVE_V4 if sending.ip == 4 else pycurl.IPRESOLVE_V6)
        hear, head = self.hear, self.head

        def on_body(data: bytes) -> int | None:
            if hear is not None:
                hear(data)
            return flight.on_body(data)

        def on_head(line: bytes) -> None:
            if head is not None:
                head(line)
            flight.head.append(line)

        handle.setopt(pycurl.WRITEFUNCTION, on_body)
        handle.setopt(pycurl.HEADERFUNCTION, on_head)
