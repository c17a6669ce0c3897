"""C05: a model stands in the list and cannot be used."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.models.accepted import ModelAccepted
from answerback.checks.models.servable import ListedAreServed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure, Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ListedNotServable(Fault):
    """No channel behind the gateway, a stale entry, or a model that fails to load."""

    code = "C05"
    title = Text(en="{names} is listed, but cannot be used", zh="{names} 在列表里，但无法使用")
    cause = Text(
        en="A chat with it is refused: HTTP {status} {message}",
        zh="用它对话会被拒绝：HTTP {status} {message}",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = (
        Configure(name="models", value=["Qwen/Qwen3-0.6B", "Qwen/Qwen3-4B"]),
        Reply(
            on=When(has="model", equals="Qwen/Qwen3-4B"),
            status=503,
            body='{"error":{"message":"当前分组 default 下对于模型 Qwen/Qwen3-4B 无可用渠道","type":"new_api_error"}}',
        ),
    )
    yields_to = ("C03", "A19", "A20", "B02", "B08")
    evidence = ("songquanpeng/one-api#2150", "songquanpeng/one-api#2340", "QuantumNous/new-api#2047")
    remedy = {
        None: Remedy(
            Text(
                en="In the gateway enable a channel that serves the model, give token and channel the same "
                "group, or take the "
                "stale entry out of the list.",
                zh="在网关里启用能提供该模型的渠道，让令牌与渠道属于同一分组，或者把失效的条目从列表里删掉。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="Check `litellm_params` of the entry in `model_list` (`/health` there calls the "
                "upstream), or remove it.",
                zh="检查 `model_list` 中该条目的 `litellm_params`（LiteLLM 的 `/health` 会实际调用上游），或者删掉它。",
            ),
            ("model_list[].litellm_params",),
        ),
        "ollama": Remedy(
            Text(
                en="Fetch it again: `ollama rm NAME`, then `ollama pull NAME`; see `journalctl -u ollama` "
                "for load errors.",
                zh="重新拉取：先 `ollama rm NAME`，再 `ollama pull NAME`；加载错误见 `journalctl -u ollama`。",
            ),
            ("ollama pull NAME",),
        ),
        "xinference": Remedy(
            Text(
                en="`xinference terminate --model-uid NAME`, then launch it again.",
                zh="先 `xinference terminate --model-uid NAME`，再重新启动该模型。",
            ),
            ("xinference launch --model-name NAME --model-engine vllm",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Another listed model is refused, or the very one that was taken from the list."""
        if seen.failed(ListedAreServed, "refused"):
            facts = seen.facts(ListedAreServed)
            said = {"names": ", ".join(facts["names"]), "status": facts["status"], "message": facts["message"]}
            return Diagnosis(Confidence.CERTAIN, said)
        if seen.failed(ListedAreServed, "silent"):  # it may be loading: only a product that is known does not
            facts = seen.facts(ListedAreServed)
            said = {"names": ", ".join(facts["names"]), "status": facts["status"], "message": facts["message"]}
            return Diagnosis(Confidence.LIKELY if seen.server is not None else Confidence.POSSIBLE, said)
        if seen.failed(ModelAccepted, "listed-but-refused"):
            seen.failed(Answers)
            facts = seen.facts(ModelAccepted)
            said = {"names": facts["wanted"], "status": facts["status"], "message": facts["message"]}
            return Diagnosis(Confidence.CERTAIN, said, Severity.CRITICAL)
        return None
