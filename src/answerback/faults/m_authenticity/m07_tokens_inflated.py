"""M07: both counts of the bill are higher than what was sent and written."""

from __future__ import annotations

from answerback.checks.usage.adds_up import UsageAddsUp
from answerback.checks.usage.completion import UsageCompletion
from answerback.checks.usage.grows import UsageGrows
from answerback.checks.usage.overhead import UsageOverhead
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Scale
from answerback.values.result import Confidence
from answerback.values.text import Text

ALIKE = 0.12
"""Two factors that differ by no more are one: a completion of 16 tokens is rounded by up to a sixteenth."""


class TokensInflated(Fault):
    """Prompt and completion alike: one of them alone may be another tokenizer, or an estimate (F01, F02)."""

    code = "M07"
    title = Text(en="Prompt and completion are both billed too high", zh="输入和输出 token 都被多计")
    cause = Text(
        en="{prompt}; and an answer that its limit ended at {limit} tokens is counted as {completion}. An engine "
        "cannot count so: whoever reports the usage multiplies it or adds to it, and bills by it.",
        zh="{prompt}；而且在 {limit} 个 token 的上限处被截断的回答，却计为 {completion} 个。推理引擎不可能这样计数："
        "是上报用量的一方乘了系数或加了数，并据此计费。",
    )
    priority = 3
    seen_with = tuple(Scale(path=f"usage.{name}_tokens", factor=1.3) for name in ("prompt", "completion", "total"))
    evidence = ("QuantumNous/new-api#7061", "songquanpeng/one-api#1868", "diegosouzapw/OmniRoute#8331")
    remedy = {
        None: Remedy(
            Text(
                en="Ask the service behind the relay with the same request and compare `usage`; in a relay of your own "
                "keep the price ratio of a model out of the token counts that it reports; with somebody else's, "
                "dispute the bill or go to the source.",
                zh="用同样的请求直连中转背后的服务，对比 `usage`；自建中转请只在计价时使用模型倍率，不要把它乘进上报的 "
                "token 数；如果是别人的中转，请对账申诉，或改用官方接口。",
            ),
            ("usage.prompt_tokens", "usage.completion_tokens"),
        ),
        "vllm": Remedy(
            Text(
                en="vLLM reports what it has counted (and `/tokenize` counts any text): ask its port directly, and "
                "look for the relay in front that changes `usage`.",
                zh="vLLM 只上报自己数出的 token（`/tokenize` 可核对任意文本）：请直接请求它的端口，"
                "并找出前面改写 `usage` 的中转。",
            ),
            ("/tokenize", "usage.prompt_tokens", "usage.completion_tokens"),
        ),
        "litellm": Remedy(
            Text(
                en="Compare with the backend under `litellm_params.api_base`; look for callbacks in "
                "`litellm_settings.callbacks` that change `usage`.",
                zh="与 `litellm_params.api_base` 指向的后端对比；检查 `litellm_settings.callbacks` 中是否有改写 "
                "`usage` 的回调。",
            ),
            ("litellm_params.api_base", "litellm_settings.callbacks"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """One factor on both counts is likely a surcharge; two factors, or a constant, may be a bad estimate."""
        if not seen.failed(UsageCompletion, "beyond-limit"):
            return None
        steep, large = seen.failed(UsageGrows, "steep"), seen.failed(UsageOverhead, "large")
        if not steep and not large:
            return None
        seen.failed(UsageAddsUp)
        counts, grows = seen.facts(UsageCompletion), seen.facts(UsageGrows)
        facts = {"completion": counts["completion"], "limit": counts["limit"]}
        if not steep:
            over = seen.facts(UsageOverhead)
            return Diagnosis(Confidence.POSSIBLE, {**facts, "prompt": f"25 → {over['prompt']}"})
        alike = abs(counts["completion"] / counts["limit"] / grows["slope"] - 1) <= ALIKE
        sure = Confidence.LIKELY if alike else Confidence.POSSIBLE
        return Diagnosis(sure, {**facts, "prompt": f"{grows['added']} → {grows['counted']} (×{grows['slope']:.2f})"})
