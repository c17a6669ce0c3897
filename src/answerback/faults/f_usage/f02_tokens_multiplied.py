"""F02: counts are multiplied."""

from __future__ import annotations

from answerback.checks.usage.adds_up import UsageAddsUp
from answerback.checks.usage.completion import UsageCompletion
from answerback.checks.usage.grows import UsageGrows
from answerback.checks.usage.overhead import UsageOverhead
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Scale
from answerback.values.result import Confidence
from answerback.values.text import Text


class TokensMultiplied(Fault):
    """256 tokens more in the prompt are counted as another number, or an answer as more than its limit."""

    code = "F02"
    title = Text(en="Token counts are multiplied", zh="token 用量被乘了系数")
    cause = Text(
        en="{shown}. In every common vocabulary the slope is exactly one: whoever reports the usage multiplies it, "
        "or counts with another model's tokenizer.",
        zh="{shown}。对任何常见词表，斜率都应该正好是 1：报告用量的一方乘了系数，或者用了别的模型的分词器来计数。",
    )
    evidence = ("songquanpeng/one-api#1868", "QuantumNous/new-api#7061")
    yields_to = ("M04", "M07")
    seen_with = Scale(path="usage.prompt_tokens", factor=1.3)
    remedy = {
        None: Remedy(
            Text(
                en="Compare usage with the service behind the gateway. In a relay of your own set the model's ratio "
                "to 1 where it touches the reported tokens; with somebody else's, dispute the bill or go to the "
                "source.",
                zh="与网关背后的服务对比 usage。自建中转请检查模型倍率，不要让它影响上报的 token 数；"
                "如果是别人的中转，请对账申诉，或改用官方接口。",
            ),
            ("usage.prompt_tokens", "usage.completion_tokens"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A slope beyond the tolerance, or a completion counted beyond the limit that ended it."""
        steep, beyond = seen.failed(UsageGrows, "steep"), seen.failed(UsageCompletion, "beyond-limit")
        low = seen.failed(UsageGrows, "shallow") or seen.failed(UsageCompletion, "too-low")
        if not (steep or beyond or low):
            return None
        seen.failed(UsageOverhead)
        seen.failed(UsageAddsUp)
        if steep or seen.failed(UsageGrows, "shallow"):
            grows = seen.facts(UsageGrows)
            shown = f"{grows['added']} → {grows['counted']} (×{grows['slope']:.2f})"
        else:
            counts = seen.facts(UsageCompletion)
            shown = f"completion_tokens {counts['completion']}, max_tokens {counts['limit']}"
        return Diagnosis(Confidence.LIKELY if steep or beyond else Confidence.POSSIBLE, {"shown": shown})
