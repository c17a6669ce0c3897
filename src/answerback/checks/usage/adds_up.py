"""The promise that the counts of an answer add up."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.checks.usage.reported import UsageReported
from answerback.values.injections import Scale
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class UsageAddsUp(Check):
    """total = prompt + completion, reasoning being part of the completion."""

    promise = Text(en="The token counts add up.", zh="token 用量加得起来。")
    why = Text(
        en="Whoever sums up totals and whoever sums up parts get different bills.",
        zh="按总数计费和按分项计费会得到不同的账单。",
    )
    needs = (UsageReported,)
    severity = Severity.MINOR
    reasons = {
        "sum": Reason(
            Text(
                en="{prompt} + {completion} is not {total} (off by {off}; reasoning tokens: {reasoning})",
                zh="{prompt} + {completion} 不等于 {total}（相差 {off}；推理 token：{reasoning}）",
            ),
            Scale(path="usage.total_tokens", plus=5),
        ),
    }

    def run(self) -> Steps:
        """Do the sum for the whole answer and for the stream."""
        heard: list[Reading] = yield (HELLO, HELLO_STREAM)
        for reading in heard:
            usage = reading.answer.usage
            if usage is None or usage.prompt is None or usage.completion is None or usage.total is None:
                continue
            if usage.total != usage.prompt + usage.completion:
                return self.fail(
                    "sum",
                    prompt=usage.prompt,
                    completion=usage.completion,
                    total=usage.total,
                    off=usage.total - usage.prompt - usage.completion,
                    reasoning=usage.reasoning,
                )
        return self.ok()
