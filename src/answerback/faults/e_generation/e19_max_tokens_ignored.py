"""E19: max_tokens has no effect."""

from __future__ import annotations

from answerback.checks.sampling.max_tokens import MaxTokens
from answerback.checks.streaming.same_text import SameText
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.one_mode import one_mode, only
from answerback.values.injections import CHAT, DropRequest
from answerback.values.result import Confidence, Mode, Severity
from answerback.values.text import Text


class MaxTokensIgnored(Fault):
    """An answer that may have 8 tokens has many more."""

    code = "E19"
    title = Text(en="max_tokens is ignored", zh="max_tokens 不生效")
    cause = Text(
        en="{tokens} tokens came although {limit} were allowed: the parameter is dropped or mapped to a "
        "field that does nothing.",
        zh="允许 {limit} 个 token，却返回了 {tokens} 个：该参数被丢弃，或映射到了一个无效字段。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = DropRequest(on=CHAT, path="max_tokens")
    yields_to = ("F02",)
    evidence = ("abetlen/llama-cpp-python#1907",)
    remedy = {
        None: Remedy(
            Text(
                en="Fix the mapping in the gateway; send `max_completion_tokens` as well where both are accepted.",
                zh="修正网关里的参数映射；两个字段都接受时，同时发送 `max_completion_tokens`。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="vLLM honours it: look for a gateway that drops it.",
                zh="vLLM 支持该参数：请检查是否有网关把它丢了。",
            )
        ),
        "ollama": Remedy(
            Text(
                en="Set `PARAMETER num_predict 512` in the Modelfile as a bound, and look for a gateway "
                "that drops the field.",
                zh="在 Modelfile 里设置 `PARAMETER num_predict 512` 作为上限，并检查是否有网关丢掉了该字段。",
            ),
            ("PARAMETER num_predict",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Far beyond the limit; what runs on in one mode only differs from the other."""
        alone = one_mode(seen, "max_tokens")
        if not seen.ignored(MaxTokens) and not alone:
            return None
        seen.failed(SameText, "differs")
        facts = seen.facts(MaxTokens) if seen.ignored(MaxTokens) else alone
        said = {"limit": facts["limit"], "tokens": facts["tokens"]}
        if seen.ignored(MaxTokens, "ignored-in-streams"):
            said["mode"] = Mode.STREAMS
        return Diagnosis(Confidence.CERTAIN, {**said, **only(alone)})
