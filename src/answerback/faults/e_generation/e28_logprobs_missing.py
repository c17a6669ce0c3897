"""E28: logprobs are accepted, and none come."""

from __future__ import annotations

from answerback.checks.sampling.logprobs import LogprobsGiven
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.one_mode import one_mode, only
from answerback.values.injections import CHAT, Set
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class LogprobsMissing(Fault):
    """Declining them would be a service's right; leaving them out in silence is not."""

    code = "E28"
    title = Text(en="logprobs are accepted, but not returned", zh="接受了 logprobs 却不返回")
    cause = Text(
        en="The product does not implement them, or a gateway drops the field on its way.",
        zh="该产品没有实现，或网关在转发时丢掉了这个字段。",
    )
    severity = Severity.MINOR
    priority = 2
    seen_with = Set(on=CHAT, path="choices[*].logprobs", value=None)
    evidence = (
        "ggml-org/llama.cpp#11346",
        "vllm-project/vllm#47838",
        "InternLM/lmdeploy#2802",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Send `top_logprobs` of 1 or more beside `logprobs: true`; otherwise do without.",
                zh="除了 `logprobs: true` 再带上不小于 1 的 `top_logprobs`；否则只能不用。",
            ),
            ("top_logprobs",),
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM, and check `--max-logprobs 20`; a gateway may drop the field.",
                zh="升级 vLLM，并检查 `--max-logprobs 20`；也可能是网关丢掉了该字段。",
            ),
            ("--max-logprobs 20",),
        ),
        "lmdeploy": Remedy(
            Text(en="Start with `--logprobs-mode raw_logprobs`.", zh="启动时加上 `--logprobs-mode raw_logprobs`。"),
            ("--logprobs-mode raw_logprobs",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Without effect; a documented limitation, or an unknown product's, is only worth knowing."""
        alone = one_mode(seen, "logprobs") or one_mode(seen, "top_logprobs")
        if not seen.ignored(LogprobsGiven) and not alone:
            return None
        documented = seen.facts(LogprobsGiven).get("documented") and not alone
        return Diagnosis(Confidence.LIKELY, only(alone), Severity.INFO if documented else None)
