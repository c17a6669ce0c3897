"""The promise that the key arrives at the service in the header in which it looks for it."""

from __future__ import annotations

import msgspec

from answerback.check import Check, Reason, Steps
from answerback.checks.auth.accepted import KeyAccepted
from answerback.checks.auth.refusal import ABSENT, INVALID, out_of_money, refused, words
from answerback.checks.probes import HELLO, MODELS
from answerback.server import named
from answerback.values.asks import Auth
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

OTHERS = {Auth.API_KEY: "api-key", Auth.X_API_KEY: "X-Api-Key", Auth.RAW: "Authorization (without Bearer)"}
BOTH = frozenset({"llamacpp", "litellm"})
"""Products that take `Authorization: Bearer` as well as X-Api-Key: if only the latter works, the former got lost."""


class KeyArrives(Check):
    """After a refusal: tries the other usual headers, and reads whether the service saw a key at all."""

    promise = Text(en="The key arrives in the right header.", zh="密钥通过正确的请求头送达。")
    why = Text(
        en="Some services want `api-key` or `X-Api-Key`; some gateways drop `Authorization` on the way.",
        zh="有的服务要求 api-key 或 X-Api-Key；有的网关会把 Authorization 丢掉。",
    )
    when_failed = (KeyAccepted,)
    severity = Severity.CRITICAL
    reasons = {
        "other-header": Reason(
            Text(
                en="refused as `Authorization: Bearer`, accepted as `{header}`",
                zh="以 `Authorization: Bearer` 发送被拒绝，以 `{header}` 发送则被接受",
            ),
        ),
        "lost": Reason(
            Text(
                en="a key was sent, and the service says that none came: {message}",
                zh="请求带了密钥，服务却说没有收到：{message}",
            ),
        ),
        "lost-bearer": Reason(
            Text(
                en="{header} gets through and `Authorization` does not, though this server takes both",
                zh="{header} 能通过而 `Authorization` 不能，但该服务端两者都支持：后者在途中丢失了",
            ),
        ),
        "undecided": Reason(
            Text(
                en="the answer is the same with the key, with a wrong one and without any: {message}",
                zh="带密钥、带错误密钥、不带密钥，得到的应答完全一样：{message}",
            ),
        ),
    }

    def run(self) -> Steps:
        """Repeat what was refused."""
        if self.setting.target.key is None:
            return self.not_needed()
        heard: Reading = yield MODELS
        ask = MODELS if refused(heard) else HELLO.with_(max_tokens=1)
        if ask is not MODELS:
            heard = yield HELLO
        if not refused(heard) or out_of_money(heard):
            return self.not_needed()
        names = (*OTHERS, Auth.NONE)
        again: list[Reading] = yield tuple(msgspec.structs.replace(ask, auth=auth) for auth in names)
        for auth, reading in zip(names, again, strict=True):
            if auth is not Auth.NONE and reading.ok and not again[-1].ok:
                kind = named(self.setting.server) if self.setting.server else None
                lost = kind is not None and kind.name in BOTH
                return self.fail("lost-bearer" if lost else "other-header", header=OTHERS[auth])
        message = words(heard)
        if ABSENT.search(message) and not INVALID.search(message):
            return self.fail("lost", message=message)
        if (heard.status, heard.text) == (again[-1].status, again[-1].text) and not INVALID.search(message):
            return self.warn("undecided", message=message or f"HTTP {heard.status}")
        return self.ok()
