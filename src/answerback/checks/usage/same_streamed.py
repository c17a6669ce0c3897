"""The promise that a request costs the same whether or not it is streamed."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.checks.usage.reported import UsageReported
from answerback.checks.usage.streamed import UsageStreamed
from answerback.counting import least, spoken
from answerback.values.answer import Choice
from answerback.values.injections import STREAMED, Scale
from answerback.values.result import Severity
from answerback.values.text import Text


class UsageSameStreamed(Check):
    """The prompt is the same, so its count must be; completions are compared where the texts allow it."""

    promise = Text(
        en="Streamed and whole answers count the same tokens for the same request.",
        zh="同样的请求，流式与非流式的 token 用量一致。",
    )
    why = Text(
        en="Where they differ one of them is an estimate, and bills depend on how the client asks.",
        zh="不一致说明其中一个是估算的，账单就会随调用方式而变。",
    )
    needs = (UsageReported, UsageStreamed)
    severity = Severity.MINOR
    reasons = {
        "prompt": Reason(
            Text(
                en="{whole} prompt tokens whole, {streamed} streamed, for the same request",
                zh="同一个请求，非流式 {whole} 个输入 token，流式 {streamed} 个",
            ),
            Scale(on=STREAMED, path="usage.prompt_tokens", plus=37),
        ),
        "completion": Reason(
            Text(
                en="{whole} completion tokens whole, {streamed} streamed, for texts of {letters} and "
                "{streamed_letters} characters",
                zh="输出文本长 {letters} 和 {streamed_letters} 个字符，非流式 {whole} 个输出 token，流式 {streamed} 个",
            ),
            Scale(on=STREAMED, path="usage.completion_tokens", factor=0.2),
        ),
        "not-counted": Reason(Text(en="one of the two has no counts", zh="其中一个没有用量数字")),
    }

    def run(self) -> Steps:
        """Compare the first question's two answers."""
        whole, stream = yield (HELLO, HELLO_STREAM)
        one, two = whole.answer.usage, stream.answer.usage
        if one is None or two is None or None in (one.prompt, two.prompt):
            return self.unknown("not-counted")
        if one.prompt != two.prompt:
            return self.fail("prompt", whole=one.prompt, streamed=two.prompt)
        first, second = whole.answer.first, stream.answer.first
        if first is None or second is None or one.completion is None or two.completion is None:
            return self.ok(prompt=one.prompt)
        if _contradict(first, one.completion, second, two.completion):
            return self.fail(
                "completion",
                whole=one.completion,
                streamed=two.completion,
                letters=len(spoken(first)),
                streamed_letters=len(spoken(second)),
            )
        return self.ok(prompt=one.prompt, completion=one.completion, streamed=two.completion)


def _contradict(first: Choice, one: int, second: Choice, two: int) -> bool:
    """Whether two completion counts cannot both be right: one may count the end of turn, the other not."""
    if spoken(first) == spoken(second):
        return abs(one - two) > 2
    if first.finish_reason == second.finish_reason == "length":
        return abs(one - two) > 2
    low, high = sorted(((one, spoken(first)), (two, spoken(second))))
    return high[0] - low[0] > 8 and low[0] * 2 < least(low[1])
