"""The promise that a service which others can reach asks for a key."""

from __future__ import annotations

import ipaddress

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO
from answerback.server import Vendor, named
from answerback.values.asks import Auth
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

WITH_WRONG_KEY = HELLO.with_(auth=Auth.WRONG, max_tokens=1)


class KeyRequired(Check):
    """Without a key the first chat tells; with one, a tiny chat with a made-up key does."""

    promise = Text(en="A service that others can reach asks for a key.", zh="对外可访问的服务要求密钥。")
    why = Text(
        en="Anybody who finds the port may use it, at the owner's cost, and read what it is told to.",
        zh="任何扫到端口的人都能白用它，费用由你承担。",
    )
    needs = (Answers,)
    severity = Severity.MAJOR
    capability = "auth"
    reasons = {
        "open": Reason(
            Text(
                en="{address} is a public address, and a chat is answered without any key",
                zh="{address} 是公网地址，不带密钥也能对话",
            )
        ),
        "open-lan": Reason(
            Text(
                en="{address} can be reached from this network, and a chat is answered without any key",
                zh="{address} 在局域网内可访问，不带密钥也能对话",
            )
        ),
        "open-local": Reason(
            Text(
                en="a made-up key is accepted: keys are not looked at (the address is this machine's own)",
                zh="随便编的密钥也被接受：服务不校验密钥（地址仅限本机）",
            )
        ),
    }

    def run(self) -> Steps:
        """At most one request, and only when a key is in play."""
        kind = named(self.setting.server) if self.setting.server else None
        if kind is not None and issubclass(kind, Vendor):
            return self.ok(capability="yes")
        hello: Reading = yield HELLO
        where = _reach(hello)
        if self.setting.target.key is not None:
            wrong: Reading = yield WITH_WRONG_KEY
            if not wrong.ok or wrong.error is not None:
                return self.ok(capability="yes")
        elif where == "local":
            return self.ok(capability="no")
        if where == "unknown":
            return self.ok(capability="no")
        reason = {"public": "open", "lan": "open-lan", "local": "open-local"}[where]
        return self.warn(reason, address=hello.exchange.address.rpartition(":")[0], capability="no")


def _reach(heard: Reading) -> str:
    """Return from where the address that answered can be reached: `local`, `lan`, `public` or `unknown`."""
    if heard.exchange.proxy:
        return "unknown"
    try:
        address = ipaddress.ip_address(heard.exchange.address.rpartition(":")[0].strip("[]"))
    except ValueError:
        return "unknown"
    if address.is_loopback or address.is_link_local:
        return "local"
    return "public" if address.is_global else "lan"
