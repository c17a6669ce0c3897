"""F06: the stream reports other counts than the whole answer."""

from __future__ import annotations

from answerback.checks.usage.adds_up import UsageAddsUp
from answerback.checks.usage.same_streamed import UsageSameStreamed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, Scale
from answerback.values.result import Confidence
from answerback.values.text import Text


class StreamUsageDiffers(Fault):
    """The same request, two counts: one of them is an estimate."""

    code = "F06"
    title = Text(en="Streamed usage differs from unstreamed usage", zh="流式与非流式的 usage 不一致")
    cause = Text(
        en="For the same request {what} tokens are {whole} whole and {streamed} streamed. A gateway counts streams "
        "by itself instead of asking the upstream for usage.",
        zh="同一个请求，{what} token 非流式为 {whole}，流式为 {streamed}。网关在流式时自行估算，而没有向上游索取 "
        "usage。",
    )
    priority = 3
    evidence = ("BerriAI/litellm#12970", "BerriAI/litellm#40253", "BerriAI/litellm#6488", "MartialBE/one-hub#179")
    seen_with = (
        Scale(on=STREAMED, path="usage.prompt_tokens", factor=3.0),
        Scale(on=STREAMED, path="usage.total_tokens", plus=70),
    )
    remedy = {
        None: Remedy(
            Text(
                en='Let the gateway send `stream_options: {{"include_usage": true}}` upstream and forward the usage '
                "chunk that "
                "comes back.",
                zh='让网关向上游发送 `stream_options: {{"include_usage": true}}`，并原样转发返回的 usage 数据块。',
            ),
            ("stream_options.include_usage",),
        ),
        "litellm": Remedy(
            Text(
                en="Upgrade LiteLLM, and set `general_settings.always_include_stream_usage: true` (or send "
                "`stream_options.include_usage`), so that the upstream's counts are used.",
                zh="升级 LiteLLM，并设置 `general_settings.always_include_stream_usage: true`（或发送 "
                "`stream_options.include_usage`），使用上游的计数。",
            ),
            ("general_settings.always_include_stream_usage: true", "stream_options.include_usage"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Prompt counts that differ at all, or completion counts that cannot both be right."""
        if not seen.failed(UsageSameStreamed, "prompt", "completion"):
            return None
        seen.failed(UsageAddsUp)
        facts = seen.facts(UsageSameStreamed)
        result = seen.result(UsageSameStreamed)
        what = result.reason if result is not None else ""
        sure = Confidence.CERTAIN if what == "prompt" else Confidence.LIKELY
        return Diagnosis(sure, {"what": what, "whole": facts["whole"], "streamed": facts["streamed"]})
