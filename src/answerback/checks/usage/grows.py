"""The promise that one more token in the prompt is counted as one more token."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, LONGER, LONGER_BY
from answerback.checks.usage.reported import UsageReported
from answerback.values.injections import CHAT, Scale, Set
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

STEEP, SHALLOW = 1.06, 0.94
"""Beyond these slopes counts are no rounding: the boundary between the two texts is worth 3 tokens of 256 at most."""
OTHER_UNIT = 3.0
"""From here on bytes or characters are counted, or the vocabulary is of an unusual kind."""


class UsageGrows(Check):
    """The longer prompt has 256 more words, each a single token in every common vocabulary."""

    promise = Text(
        en="The count of prompt tokens grows with the prompt, one for one.",
        zh="输入变长多少 token，计数就增加多少。",
    )
    why = Text(
        en="A slope above one is a surcharge; below one, something of the prompt was left out.",
        zh="斜率大于 1 就是多收费；小于 1 说明有一部分输入没有被计入。",
    )
    needs = (UsageReported,)
    severity = Severity.MINOR
    reasons = {
        "steep": Reason(
            Text(
                en="{added} more tokens in the prompt were counted as {counted} (factor {slope:.2f})",
                zh="输入增加 {added} 个 token，计数却增加了 {counted}（{slope:.2f} 倍）",
            ),
            (Scale(on=CHAT, path="usage.prompt_tokens", factor=1.3), Scale(path="usage.total_tokens", factor=1.3)),
        ),
        "shallow": Reason(
            Text(
                en="{added} more tokens in the prompt were counted as only {counted} (factor {slope:.2f})",
                zh="输入增加 {added} 个 token，计数只增加了 {counted}（{slope:.2f} 倍）",
            ),
            Scale(on=CHAT, path="usage.prompt_tokens", factor=0.5),
        ),
        "flat": Reason(
            Text(
                en="the prompt grew by {added} tokens, the count stayed at {prompt}",
                zh="输入增加了 {added} 个 token，计数却停在 {prompt}",
            ),
            Set(path="usage.prompt_tokens", value=30, absent_too=False),
        ),
        "other-unit": Reason(
            Text(
                en="{added} short words were counted as {counted}: bytes or characters rather than tokens, or an "
                "unusual vocabulary",
                zh="{added} 个短单词被计为 {counted}：计的可能是字节或字符而不是 token，或者词表比较特殊",
            ),
        ),
        "not-answered": Reason(Text(en="the longer prompt was not answered", zh="较长的输入没有得到回答")),
    }

    def run(self) -> Steps:
        """Compare the first question with the same and 256 words more."""
        heard: list[Reading] = yield (HELLO, LONGER)
        short, long = heard[0].answer.usage, heard[1].answer.usage
        if short is None or long is None or short.prompt is None or long.prompt is None or not heard[1].ok:
            return self.unknown("not-answered")
        counted = long.prompt - short.prompt
        slope = counted / LONGER_BY
        facts = {
            "added": LONGER_BY, "counted": counted, "slope": round(slope, 4), "prompt": short.prompt,
            "longer": long.prompt,
        }  # fmt: skip
        if counted == 0:
            return self.fail("flat", **facts)
        if slope >= OTHER_UNIT:
            return self.warn("other-unit", **facts)
        if slope > STEEP:
            return self.fail("steep", **facts)
        if slope < SHALLOW:
            return self.fail("shallow", **facts)
        return self.ok(**facts)
