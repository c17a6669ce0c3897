"""F11: cached_tokens cannot be right."""

from __future__ import annotations

from answerback.checks.usage.cached import UsageCached
from answerback.checks.usage.fresh import FreshIsNotCached
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import Set
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CachedImpossible(Fault):
    """More was cached than the prompt holds, or a prompt that was never sent before."""

    code = "F11"
    title = Text(en="Cached tokens are impossible", zh="缓存 token 数不可能成立")
    cause = Text(
        en="More tokens are said to come from the cache than the prompt has or than were ever sent before: the "
        "number is made up, belongs to another request, or counts something else.",
        zh="报告的缓存命中 token 超过了输入本身，或者超过了之前发送过的内容：这个数字是编造的、属于别的请求，"
        "或者统计口径不对。",
    )
    severity = Severity.MINOR
    priority = 1
    yields_to = ("F02", "F03", "F12")
    evidence = ("ollama/ollama#8008", "ggml-org/llama.cpp#27148")
    seen_with = Set(path="usage.prompt_tokens_details", value={"cached_tokens": 9999})
    remedy = {
        None: Remedy(
            Text(
                en="Report `prompt_tokens_details.cached_tokens` from the engine or leave it out.",
                zh="`prompt_tokens_details.cached_tokens` 应取自引擎，否则就不要返回。",
            ),
            ("usage.prompt_tokens_details.cached_tokens",),
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM; without `--enable-prompt-tokens-details` the field is null, which is right as well.",
                zh="升级 vLLM；不加 `--enable-prompt-tokens-details` 时该字段为 null，这也是正确的。",
            ),
            ("--enable-prompt-tokens-details",),
        ),
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """A count beyond what is possible."""
        if seen.failed(UsageCached, "more-than-prompt") or seen.failed(FreshIsNotCached, "cached"):
            return Confidence.CERTAIN
        return None
