"""The promise that a local service answers on the loopback address that the URL names."""

from __future__ import annotations

from urllib.parse import urlsplit

from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached, is_api
from answerback.values.asks import Auth, ListModels
from answerback.values.exchange import FailureKind
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

V4, V6 = "127.0.0.1", "[::1]"


class LoopbacksAgree(Check):
    """Tries the other address family of this machine when the first was refused."""

    promise = Text(
        en="A local service answers on the address family that the URL names.",
        zh="本机服务在 URL 所用的地址族（IPv4/IPv6）上监听。",
    )
    why = Text(
        en="`localhost` means ::1 to some clients and 127.0.0.1 to others; servers often listen on one only.",
        zh="localhost 在有的客户端里是 ::1，在有的里是 127.0.0.1；而服务端常常只监听其中一个。",
    )
    level = SMOKE
    when_failed = (Reached,)
    severity = Severity.CRITICAL
    reasons = {
        "other-family": Reason(
            Text(
                en="{url} is refused, {works} answers: the server listens on the other address family only",
                zh="{url} 被拒绝，而 {works} 有应答：服务端只监听了另一个地址族",
            )
        ),
    }

    def run(self) -> Steps:
        """Ask 127.0.0.1 instead of ::1, or the reverse."""
        base = self.setting.base
        host = urlsplit(base).hostname or ""
        heard: Reading = yield ListModels()
        kind = heard.failure.kind if heard.failure is not None else None
        if kind not in (FailureKind.REFUSED, FailureKind.UNREACHABLE, FailureKind.CONNECT_TIMEOUT):
            return self.not_needed()
        if host not in ("::1", "127.0.0.1", "localhost"):
            return self.not_needed()
        other = V6 if host == "127.0.0.1" else V4
        works = swap_host(base, other)
        again: Reading = yield ListModels(base=works, auth=Auth.NONE, wait_s=5)
        if again.failure is None and is_api(again):
            return self.fail("other-family", url=base, works=works)
        return self.ok()


def swap_host(url: str, host: str) -> str:
    """Return the URL with another host, the port as it was."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return parts._replace(netloc=f"{host}{port}").geturl()
