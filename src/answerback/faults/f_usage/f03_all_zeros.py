"""F03: usage is there, and all zeros."""

from __future__ import annotations

from answerback.checks.usage.reported import UsageReported
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import Set
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class AllZeros(Fault):
    """Text came, and nothing was counted."""

    code = "F03"
    title = Text(en="Usage counts are all zero", zh="usage 全部为 0")
    cause = Text(
        en="An adapter fills the usage object with defaults and never puts in the counts of the engine behind it.",
        zh="适配层用默认值填充了 usage，却没有把后端引擎的计数写进去。",
    )
    severity = Severity.MINOR
    evidence = ("BerriAI/litellm#12586",)
    seen_with = Set(
        path="usage", value={"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}, absent_too=False
    )
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the adapter or gateway, or let it pass the `usage` of the upstream's answer on unchanged.",
                zh="升级适配层或网关，或让它原样转发上游响应里的 `usage`。",
            ),
            ("usage",),
        ),
        "litellm": Remedy(
            Text(
                en="Upgrade LiteLLM; for a custom provider fill `usage` of ModelResponse yourself.",
                zh="升级 LiteLLM；自定义 provider 需要自己填写 ModelResponse 的 `usage`。",
            ),
            ("usage",),
        ),
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """Zeros for an answer with text."""
        return Confidence.CERTAIN if seen.failed(UsageReported, "zeros") else None
