"""The promise that the context has room for more than a few lines."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.limits.context_told import ContextTold, told
from answerback.values.injections import Configure
from answerback.values.result import Severity
from answerback.values.text import Text

LEAST = 500
"""Tokens: one tool's description takes 100 to 300, a short answer as many; nobody means to have less."""


class HasRoom(Check):
    """Judges the context that the service tells; asks nothing that others do not ask."""

    promise = Text(en="The context has room for a tool and an answer.", zh="上下文至少放得下一个工具定义和一段回答。")
    why = Text(
        en="Every client that sends a system prompt, a tool or a second turn is refused.",
        zh="客户端只要带上系统提示、工具或第二轮对话，就会被拒绝。",
    )
    needs = (Answers,)
    after = (ContextTold,)
    severity = Severity.MINOR
    reasons = {
        "tiny": Reason(
            Text(
                en="{context} tokens in all, for prompt and answer together",
                zh="总共只有 {context} token，由提示和回答共用",
            ),
            Configure(name="context", value=160),
        ),
    }

    def run(self) -> Steps:
        """Compare what is told with what the least client needs."""
        context = (yield from told(self.setting))["context"]
        if context is None:
            return self.not_needed()
        return self.warn("tiny", context=context) if context < LEAST else self.ok(context=context)
