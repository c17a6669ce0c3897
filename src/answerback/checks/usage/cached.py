"""The promise that cached tokens are part of the prompt."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, HELLO_STREAM, LONGER
from answerback.checks.usage.reported import UsageReported
from answerback.values.injections import Set
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class UsageCached(Check):
    """Not to report them is legal; to report more than the prompt holds is not."""

    promise = Text(en="Cached tokens are a part of the prompt.", zh="缓存命中的 token 不会超过输入的 token。")
    why = Text(
        en="Cached tokens are billed at a discount: a wrong count is a wrong bill.",
        zh="缓存命中的 token 按折扣计费，数字不对账单就不对。",
    )
    needs = (UsageReported,)
    severity = Severity.MINOR
    reasons = {
        "more-than-prompt": Reason(
            Text(
                en="{cached} of {prompt} prompt tokens are said to have come from the cache",
                zh="{prompt} 个输入 token 里居然有 {cached} 个来自缓存",
            ),
            Set(path="usage.prompt_tokens_details", value={"cached_tokens": 9999}),
        ),
        "not-reported": Reason(Text(en="cached tokens are not reported", zh="没有报告缓存命中的 token")),
    }

    def run(self) -> Steps:
        """Look at every count of the first questions."""
        heard: list[Reading] = yield (HELLO, HELLO_STREAM, LONGER)
        seen = False
        for reading in heard:
            usage = reading.answer.usage
            if usage is None or usage.cached is None or usage.prompt is None:
                continue
            seen = True
            if usage.cached > usage.prompt or usage.cached < 0:
                return self.fail("more-than-prompt", cached=usage.cached, prompt=usage.prompt)
        return self.ok() if seen else self.unsupported("not-reported")
