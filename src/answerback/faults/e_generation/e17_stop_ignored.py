"""E17: stop strings have no effect."""

from __future__ import annotations

from answerback.checks.probes import STOP_AT
from answerback.checks.sampling.stop import StopString
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.one_mode import one_mode, only
from answerback.values.injections import CHAT, DropRequest
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class StopIgnored(Fault):
    """The answer contains the stop string and runs past it."""

    code = "E17"
    title = Text(en="stop is ignored", zh="stop 不生效")
    cause = Text(
        en="The answer runs past {stop!r}: {excerpt!r}. The parameter is dropped, or a string of several "
        "tokens is not matched.",
        zh="回答越过了 {stop!r}：{excerpt!r}。该参数被丢弃，或由多个 token 组成的字符串没有匹配上。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = DropRequest(on=CHAT, path="stop")
    evidence = (
        "Blaizzy/mlx-vlm#1044",
        "ggml-org/llama.cpp#11538",
        "dphnAI/sonar#742",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server, let the gateway forward `stop` (always as a list); cut the text in "
                "the client meanwhile.",
                zh="升级服务端，让网关转发 `stop`（始终用列表）；在此之前由客户端截断文本。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="vLLM honours `stop`: look for a gateway that drops it; `stop_token_ids` work on tokens.",
                zh="vLLM 支持 `stop`：请检查是否有网关把它丢了；`stop_token_ids` 则按 token 生效。",
            ),
            ("stop_token_ids",),
        ),
        "ollama": Remedy(
            Text(
                en="Upgrade Ollama, or put `PARAMETER stop TEXT` into the Modelfile.",
                zh="升级 Ollama，或在 Modelfile 里写上 `PARAMETER stop TEXT`。",
            ),
            ("PARAMETER stop",),
        ),
        "litellm": Remedy(
            Text(
                en="Check that `drop_params` does not drop it for this provider.",
                zh="确认 `drop_params` 没有为该供应商丢掉它。",
            ),
            ("litellm_settings.drop_params: false",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The stop string stands in the middle of the answer."""
        alone = one_mode(seen, "stop")
        if not seen.ignored(StopString) and not alone:
            return None
        facts = {**seen.facts(StopString), **alone}
        return Diagnosis(Confidence.CERTAIN, {"stop": STOP_AT, "excerpt": facts["excerpt"], **only(alone)})
