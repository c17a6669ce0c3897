"""The probe that tells an empty answer from a service that always answers with nothing."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.prose import said
from answerback.values.asks import chat
from answerback.values.injections import CHAT, Configure, Say
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

TRIVIAL = (
    chat("Say OK.", temperature=0, max_tokens=32),
    chat("What is 2 + 2?", temperature=0, max_tokens=32),
    chat("你好", temperature=0.7, max_tokens=32),
)


class AnswersAgain(Check):
    """Three trivial questions, when the first answer was empty or refused."""

    promise = Text(en="Other questions are answered.", zh="其他问题能得到回答。")
    why = Text(
        en="One empty answer may be chance; three are a template or a filter.",
        zh="一次空回答可能是偶然，连续三次就是模板或过滤的问题。",
    )
    when_failed = (Answers,)
    severity = Severity.INFO
    reasons = {
        "all-empty": Reason(
            Text(en="{of} of {of} trivial questions get an empty answer", zh="{of} 个简单问题的回答全都是空的"),
            (Say(on=CHAT, text=""), Configure(name="thinking", value=False)),
        ),
        "refused": Reason(
            Text(en="trivial questions fail too: HTTP {status}", zh="简单问题同样失败：HTTP {status}"),
        ),
    }

    def run(self) -> Steps:
        """Ask all three at once."""
        heard: list[Reading] = yield TRIVIAL
        worked = [one for one in heard if one.ok and one.error is None and one.answer.choices]
        if not worked:
            return self.warn("refused", status=heard[0].status)
        empty = [one for one in worked if not said(one) and not one.answer.choices[0].tool_calls]
        if len(empty) == len(worked):
            tokens = [one.answer.usage.completion if one.answer.usage else None for one in empty]
            return self.warn("all-empty", of=len(worked), tokens=tokens)
        return self.ok(answered=len(worked) - len(empty), of=len(worked))
