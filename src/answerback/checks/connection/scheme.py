"""The promise that the URL's scheme is the one that the port speaks."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached, is_api, wants_tls
from answerback.values.asks import Auth, ListModels
from answerback.values.exchange import FailureKind
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

ODD = frozenset(
    {
        FailureKind.TLS,
        FailureKind.EMPTY,
        FailureKind.RESET,
        FailureKind.NOT_HTTP,
        FailureKind.CUT,
        FailureKind.NO_FIRST_BYTE,
    }
)
"""How a port breaks off when it is spoken to in the wrong way."""


class SchemeFits(Check):
    """Tries the other scheme, without the key, when the first one broke off oddly."""

    promise = Text(en="The URL's scheme is the one that the port speaks.", zh="URL 的协议（http/https）与端口一致。")
    why = Text(
        en="Plain HTTP on a TLS port, and the reverse, fail with errors that name neither.",
        zh="用 http 访问 TLS 端口，或反过来，报错里往往都看不出真正原因。",
    )
    level = SMOKE
    when_failed = (Reached,)
    severity = Severity.CRITICAL
    reasons = {
        "speaks-http": Reason(
            Text(
                en="{url} fails, {works} answers: the port speaks plain HTTP",
                zh="{url} 访问失败，而 {works} 有应答：该端口是明文 HTTP",
            )
        ),
        "speaks-tls": Reason(
            Text(
                en="{url} fails, {works} answers: the port speaks TLS",
                zh="{url} 访问失败，而 {works} 有应答：该端口是 TLS（https）",
            )
        ),
    }

    def run(self) -> Steps:
        """Ask the same list over the other scheme."""
        heard: Reading = yield ListModels()
        kind = heard.failure.kind if heard.failure is not None else None
        if kind not in ODD and not wants_tls(heard):
            return self.not_needed()
        base = self.setting.base
        scheme, _, rest = base.partition("://")
        other = f"{'http' if scheme == 'https' else 'https'}://{rest}"
        # no certificate is looked at: whether it speaks TLS at all is the question
        again: Reading = yield ListModels(base=other, auth=Auth.NONE, insecure=True, wait_s=10)
        answers = again.failure is None and (is_api(again) or (again.status and not wants_tls(again)))
        if answers:
            return self.fail("speaks-http" if scheme == "https" else "speaks-tls", url=base, works=other)
        return self.ok()
