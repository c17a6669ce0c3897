"""E34: logit_bias has no effect."""

from __future__ import annotations

from answerback.checks.sampling.logit_bias import LogitBiasHeeded
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.one_mode import one_mode, only
from answerback.values.injections import CHAT, DropRequest
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class LogitBiasIgnored(Fault):
    """One token at +100 changes nothing."""

    code = "E34"
    title = Text(en="logit_bias is ignored", zh="logit_bias 不生效")
    cause = Text(
        en="A token forced at +100 leaves the answer as it was ({excerpt!r}): the parameter is dropped.",
        zh="把一个 token 强制加到 +100，回答依旧不变（{excerpt!r}）：该参数被丢弃。",
    )
    severity = Severity.MINOR
    priority = 2
    level = DEEP
    seen_with = DropRequest(on=CHAT, path="logit_bias")
    evidence = ("https://docs.ollama.com/api/openai-compatibility",)
    remedy = {
        None: Remedy(
            Text(
                en="Do without it on this service, or let the gateway forward it.",
                zh="在这个服务上不要依赖它，或让网关转发该字段。",
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
                en="Ollama has none: use `format` or another server for forced choices.",
                zh="Ollama 不支持：需要限定输出时用 `format`，或换其他服务。",
            ),
            ("format",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Without effect; a documented limitation, or an unknown product's, is only worth knowing."""
        alone = one_mode(seen, "logit_bias")
        if not seen.ignored(LogitBiasHeeded) and not alone:
            return None
        facts = {**seen.facts(LogitBiasHeeded), **alone}
        said = {"excerpt": facts["excerpt"], **only(alone)}
        return Diagnosis(Confidence.LIKELY, said, Severity.INFO if facts.get("documented") and not alone else None)
