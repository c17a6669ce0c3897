"""The promise that the service lets this key (or no key) in."""

from __future__ import annotations

from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.auth.refusal import out_of_money, refused, words
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.reached import Reached
from answerback.checks.probes import HELLO, MODELS
from answerback.server import named
from answerback.values.injections import ANY, CHAT, Reply, RequireKey
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class KeyAccepted(Check):
    """Reads what came for the list and the first chat; asks nothing of its own."""

    promise = Text(en="The key is accepted.", zh="密钥被接受。")
    why = Text(en="Without it nothing else can be asked.", zh="密钥不被接受，就什么都请求不了。")
    level = SMOKE
    needs = (Reached,)
    after = (Answers,)
    severity = Severity.CRITICAL
    reasons = {
        "missing": Reason(
            Text(
                en="HTTP {status}: the service asks for a key, and {key_name} holds none ({message})",
                zh="HTTP {status}：服务要求密钥，而 {key_name} 没有设置（{message}）",
            ),
            RequireKey(on=ANY),
        ),
        "refused": Reason(
            Text(
                en="HTTP {status}: the key in {key_name} is refused ({message})",
                zh="HTTP {status}：{key_name} 中的密钥被拒绝（{message}）",
            ),
        ),
        "chat-refused": Reason(
            Text(
                en="the list of models is let through, the chat is not: HTTP {status} ({message})",
                zh="模型列表可以访问，对话却被拒绝：HTTP {status}（{message}）",
            ),
        ),
        "quota": Reason(
            Text(
                en="HTTP {status}: the balance or budget of this key is used up ({message})",
                zh="HTTP {status}：该密钥的余额或额度已用完（{message}）",
            ),
            Reply(
                on=CHAT,
                status=429,
                body='{"error":{"message":"You exceeded your current quota","type":"insufficient_quota",'
                '"param":null,"code":"insufficient_quota"}}',
            ),
        ),
    }

    def run(self) -> Steps:
        """Compare what became of the list and of the chat."""
        models: Reading = yield MODELS
        hello: Reading = yield HELLO
        for heard in (hello, models):
            if out_of_money(heard):
                return self.fail("quota", **self._facts(heard))
        if refused(hello) and not refused(models):
            kind = named(self.setting.server) if self.setting.server else None
            expected = self.setting.target.key is None or (kind is not None and kind.lists_openly)
            return self.fail(self._reason() if expected else "chat-refused", **self._facts(hello))
        if refused(hello):
            return self.fail(self._reason(), **self._facts(hello))
        if refused(models) and not hello.ok:
            return self.fail(self._reason(), **self._facts(models))
        return self.ok(list_refused=refused(models))

    def _reason(self) -> str:
        return "refused" if self.setting.target.key is not None else "missing"

    def _facts(self, heard: Reading) -> dict[str, Any]:
        return {"status": heard.status, "message": words(heard), "key_name": self.setting.target.key_name}
