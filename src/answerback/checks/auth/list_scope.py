"""The promise that a key that may list the models may also use them."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.auth.accepted import KeyAccepted
from answerback.checks.auth.refusal import out_of_money, refused
from answerback.checks.probes import HELLO, MODELS
from answerback.server import named
from answerback.values.asks import Auth, ListModels
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class KeyMayChat(Check):
    """After a refused chat with a list that was let through: is the list guarded at all?"""

    promise = Text(en="A key that may list the models may chat.", zh="能列出模型的密钥也能对话。")
    why = Text(
        en="A connection test that only lists models passes, and every request fails.",
        zh="只测模型列表的“连通性测试”会通过，真正的请求却全部失败。",
    )
    when_failed = (KeyAccepted,)
    severity = Severity.CRITICAL
    reasons = {
        "list-only": Reason(
            Text(
                en="the list refuses a wrong key and takes this one; the chat refuses it (HTTP {status})",
                zh="模型列表会拒绝错误的密钥、接受这个密钥；对话却拒绝它（HTTP {status}）",
            )
        ),
        "list-open": Reason(
            Text(
                en="the list takes any key, the chat refuses this one (HTTP {status})",
                zh="模型列表不校验密钥，对话则拒绝了这个密钥（HTTP {status}）",
            )
        ),
    }

    def run(self) -> Steps:
        """Ask the list with a made-up key."""
        kind = named(self.setting.server) if self.setting.server else None
        if self.setting.target.key is None or (kind is not None and kind.lists_openly):
            return self.not_needed()
        models: Reading = yield MODELS
        hello: Reading = yield HELLO
        if not (models.ok and refused(hello)) or out_of_money(hello):
            return self.not_needed()
        wrong: Reading = yield ListModels(auth=Auth.WRONG)
        return self.fail("list-only" if refused(wrong) else "list-open", status=hello.status)
