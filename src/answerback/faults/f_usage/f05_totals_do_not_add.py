"""F05: total_tokens is not the sum of its parts."""

from __future__ import annotations

from answerback.checks.usage.adds_up import UsageAddsUp
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Scale
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class TotalsDoNotAdd(Fault):
    """Reasoning counted twice or not at all is the usual reason."""

    code = "F05"
    title = Text(en="Token totals do not add up", zh="token 总数与分项之和不符")
    cause = Text(
        en="total_tokens is {total}, the parts make {sum}: {off} off. Usually reasoning tokens ({reasoning}) are "
        "left out of the completion or added a second time; else an adapter reckons the total by itself.",
        zh="total_tokens 为 {total}，分项之和为 {sum}，相差 {off}。多半是推理 token（{reasoning}）"
        "没有计入输出或被重复计算，否则就是适配层自己算了总数。",
    )
    severity = Severity.MINOR
    evidence = ("BerriAI/litellm#24526",)
    yields_to = ("F01", "F02", "F03", "F06", "F09", "F10", "F12")
    seen_with = Scale(path="usage.total_tokens", plus=5)
    remedy = {
        None: Remedy(
            Text(
                en="Let `total_tokens` be `prompt_tokens + completion_tokens`, with `completion_tokens` including "
                "`completion_tokens_details.reasoning_tokens`, as in OpenAI's answers.",
                zh="让 `total_tokens` 等于 `prompt_tokens + completion_tokens`，其中 `completion_tokens` 包含 "
                "`completion_tokens_details.reasoning_tokens`，与 OpenAI 保持一致。",
            ),
            ("usage.total_tokens",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The sum is wrong."""
        if not seen.failed(UsageAddsUp, "sum"):
            return None
        facts = seen.facts(UsageAddsUp)
        return Diagnosis(Confidence.CERTAIN, {**facts, "sum": facts["prompt"] + facts["completion"]})
