"""F07: include_usage has no effect."""

from __future__ import annotations

from answerback.checks.usage.streamed import UsageStreamed
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import STREAMED, DropRequest
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class StreamUsageMissing(Fault):
    """The stream is right in every other respect."""

    code = "F07"
    title = Text(en="Streams report no usage although they were asked to", zh="要求了 include_usage，流里却没有用量")
    cause = Text(
        en="`stream_options.include_usage` was set and no chunk carried usage: a gateway drops the option on the way "
        "in or the last chunk (the one with empty choices) on the way out, or the backend does not know the option.",
        zh="设置了 `stream_options.include_usage`，却没有任何数据块带 usage：网关丢掉了这个参数，或丢掉了最后那个 "
        "choices 为空的数据块，或者后端不支持该参数。",
    )
    severity = Severity.MINOR
    priority = 3
    evidence = ("songquanpeng/one-api#1679", "open-webui/open-webui#23933")
    seen_with = DropRequest(on=STREAMED, path="stream_options")
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway pass `stream_options` on and forward the final chunk, whose `choices` is empty.",
                zh="让网关透传 `stream_options`，并转发最后那个 `choices` 为空的数据块。",
            ),
            ("stream_options.include_usage",),
        ),
        "vllm": Remedy(
            Text(
                en="If the option is lost on the way: start vLLM with `--enable-force-include-usage`, which reports "
                "usage in every stream.",
                zh="如果参数在途中丢失：用 `--enable-force-include-usage` 启动 vLLM，让每个流都报告用量。",
            ),
            ("--enable-force-include-usage",),
        ),
        "litellm": Remedy(
            Text(
                en="Set `general_settings.always_include_stream_usage: true` and upgrade LiteLLM.",
                zh="设置 `general_settings.always_include_stream_usage: true` 并升级 LiteLLM。",
            ),
            ("general_settings.always_include_stream_usage: true",),
        ),
        "ollama": Remedy(
            Text(en="Upgrade Ollama: recent versions know the option.", zh="升级 Ollama：新版本支持该参数。"),
            ("stream_options.include_usage",),
        ),
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """No usage in a stream that came to its end; products that drop the option by design are let off."""
        if not seen.failed(UsageStreamed, "missing"):
            return None
        return Confidence.CERTAIN
