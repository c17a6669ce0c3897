"""The promise that the sum of the how-to is reckoned rightly: the model's affair, told as a fact."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.thinking.thinks import Thinks, right
from answerback.checks.thought import find_out
from answerback.values.injections import Configure
from answerback.values.result import Severity
from answerback.values.text import Text


class Reckons(Check):
    """Five apples, less two, plus three are six. A weak model that errs is no broken service."""

    promise = Text(
        en="The model reckons 5 - 2 + 3 rightly (its own affair, not the service's).",
        zh="模型能算对 5-2+3（这是模型的能力，与服务无关）。",
    )
    why = Text(
        en="It tells whether the model is up to simple tasks.",
        zh="可以看出模型能否胜任简单任务。",
    )
    needs = (Answers,)
    after = (Thinks,)
    severity = Severity.INFO
    reasons = {
        "wrong": Reason(
            Text(
                en="the answer is not 6: {excerpt!r}; a small model's weakness, no fault of the service",
                zh="答案不是 6：{excerpt!r}；这是小模型能力有限，不是服务的故障",
            ),
            Configure(name="weak", value=True),
        ),
    }

    def run(self) -> Steps:
        """Look for the number at the end of the answer, or of the thought where there is no answer yet."""
        known = yield from find_out(self.setting)
        text = known.thought.answer or known.thought.text
        if not known.reading.ok or not text:
            return self.unknown("", root=Answers.id)
        if right(text):
            return self.ok(right=True)
        return self.unsupported("wrong", excerpt=text[-80:], right=False)
