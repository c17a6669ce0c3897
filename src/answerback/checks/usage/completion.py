"""The promise that what the model wrote is counted, all of it and no more."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, LONGER
from answerback.checks.usage.reported import UsageReported
from answerback.counting import least, spoken
from answerback.values.injections import CHAT, Configure, Scale, Set
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class UsageCompletion(Check):
    """A count below the words that came is too low; one above the limit that ended the answer is too high."""

    promise = Text(
        en="Completion tokens count everything that the model wrote: answer and reasoning.",
        zh="输出 token 计入了模型写出的全部内容：回答和推理。",
    )
    why = Text(
        en="Limits and bills are reckoned with it; reasoning left out makes them wrong by multiples.",
        zh="限额和计费都以它为准，漏掉推理部分会差好几倍。",
    )
    needs = (UsageReported,)
    severity = Severity.MINOR
    reasons = {
        "reasoning-left-out": Reason(
            Text(
                en="{completion} completion tokens, but the reasoning alone has at least {reasoning}",
                zh="只计了 {completion} 个输出 token，而仅推理内容就至少有 {reasoning} 个",
            ),
            Set(on=CHAT, path="usage.completion_tokens", value=2, absent_too=False),
        ),
        "too-low": Reason(
            Text(
                en="{completion} completion tokens for a text of at least {least}",
                zh="只计了 {completion} 个输出 token，而文本至少有 {least} 个",
            ),
            (Configure(name="thinking", value=False), Set(path="usage.completion_tokens", value=1)),
        ),
        "beyond-limit": Reason(
            Text(
                en="the answer was ended by its limit of {limit} tokens, and yet {completion} were counted",
                zh="回答因达到 {limit} 个 token 的上限而结束，却计了 {completion} 个",
            ),
            Scale(path="usage.completion_tokens", factor=1.3),
        ),
    }

    def run(self) -> Steps:
        """Compare counts with texts in two answers."""
        heard: list[Reading] = yield (HELLO, LONGER)
        for reading in heard:
            usage, choice = reading.answer.usage, reading.answer.first
            if usage is None or usage.completion is None or choice is None or not reading.ok:
                continue
            said, thought = least(spoken(choice)), least(choice.thought)
            limit = reading.exchange.ask.limit  # type: ignore[union-attr]
            facts = {"completion": usage.completion, "limit": limit, "least": said, "reasoning": thought}
            if usage.completion < 0.7 * thought and thought > 4:
                return self.fail("reasoning-left-out", **facts)
            if usage.reasoning and usage.reasoning > usage.completion:
                return self.fail("reasoning-left-out", **{**facts, "reasoning": usage.reasoning})
            if usage.completion < 0.7 * said and said > 4:
                return self.fail("too-low", **facts)
            if choice.finish_reason == "length" and usage.completion > limit + 1 and said <= limit:
                return self.fail("beyond-limit", **facts)
        return self.ok()
