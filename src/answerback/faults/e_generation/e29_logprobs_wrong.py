"""E29: logprobs are no probabilities."""

from __future__ import annotations

from answerback.checks.sampling.logprobs import LogprobsGiven
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Set
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class LogprobsWrong(Fault):
    """All tokens of a free tale are said to be certain, or more than certain."""

    code = "E29"
    title = Text(
        en="logprobs are wrong: {value} for {tokens} tokens of a free tale",
        zh="logprobs 不对：自由故事的 {tokens} 个 token 全是 {value}",
    )
    cause = Text(
        en="Speculative decoding or an adapter fills in a constant instead of the sampled token's logprob.",
        zh="投机解码或适配层填了常数，而不是所采样 token 的 logprob。",
    )
    severity = Severity.MINOR
    priority = 2
    seen_with = Set(on=CHAT, path="choices[*].logprobs.content[*].logprob", value=0.0)
    yields_to = ("E14",)
    evidence = ("ggml-org/llama.cpp#27972",)
    remedy = {
        None: Remedy(
            Text(en="Turn off speculative decoding, or upgrade the server.", zh="关闭投机解码，或升级服务端。")
        ),
        "vllm": Remedy(
            Text(en="Start without `--speculative-config`.", zh="启动时去掉 `--speculative-config`。"),
            ("--speculative-config",),
        ),
        "llamacpp": Remedy(
            Text(en="Start without a draft model (`-md`).", zh="启动时去掉草稿模型（`-md`）。"), ("-md",)
        ),
        "sglang": Remedy(
            Text(en="Start without `--speculative-algorithm`.", zh="启动时去掉 `--speculative-algorithm`。"),
            ("--speculative-algorithm",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A constant, or above zero."""
        if not seen.failed(LogprobsGiven, "all-certain", "positive"):
            return None
        facts = seen.facts(LogprobsGiven)
        return Diagnosis(Confidence.CERTAIN, {"value": facts["value"], "tokens": facts["tokens"]})
