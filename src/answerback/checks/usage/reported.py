"""The promise that an answer says what it cost."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO
from answerback.counting import least, spoken
from answerback.values.injections import WHOLE, Drop, Set
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class UsageReported(Check):
    """Prompt and completion are counted in a whole answer, and something said is not counted as nothing."""

    promise = Text(en="An answer reports what it cost.", zh="回答会报告 token 用量。")
    why = Text(
        en="Budgets, bills and context windows are reckoned with these numbers.",
        zh="预算、计费和上下文长度都靠这些数字来计算。",
    )
    needs = (Answers,)
    severity = Severity.MINOR
    capability = "usage"
    reasons = {
        "missing": Reason(
            Text(en="the answer has no usage, or half of one ({found})", zh="响应里没有 usage，或不完整（{found}）"),
            Drop(on=WHOLE, path="usage"),
        ),
        "zeros": Reason(
            Text(
                en="usage says {prompt} prompt and {completion} completion tokens for an answer of {letters} "
                "characters",
                zh="回答有 {letters} 个字符，usage 却报告 {prompt} 个输入 token、{completion} 个输出 token",
            ),
            Set(path="usage", value={"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}, absent_too=False),
        ),
    }

    def run(self) -> Steps:
        """Read the counts of the first answer."""
        heard: Reading = yield HELLO
        usage, choice = heard.answer.usage, heard.answer.first
        if usage is None or usage.prompt is None or usage.completion is None:
            found = "null" if usage is None else ", ".join(sorted(map(str, usage.raw)))
            return self.fail("missing", found=found)
        said = spoken(choice) if choice is not None else ""
        facts = {"prompt": usage.prompt, "completion": usage.completion, "total": usage.total, "letters": len(said)}
        nothing = usage.prompt == 0 and (usage.completion == 0 or not least(said))
        unfilled = (usage.prompt or 0) < 0 or (usage.completion or 0) < 0  # -1: a counter that nobody ever set
        unpaid = usage.completion == 0 and choice is not None and least(choice.text) > 2
        if nothing or unfilled or unpaid:
            return self.fail("zeros", **facts)
        return self.ok(**facts, reasoning=usage.reasoning, cached=usage.cached)
