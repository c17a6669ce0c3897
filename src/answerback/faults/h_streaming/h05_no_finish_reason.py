"""H05: a stream that is over without a finish_reason."""

from __future__ import annotations

from answerback.checks.streaming.finishes import Finishes
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, Set
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class NoFinishReason(Fault):
    """Strict clients report `stream closed before a finish_reason`."""

    code = "H05"
    title = Text(en="The stream ends without a finish_reason", zh="流结束时没有 finish_reason")
    cause = Text(
        en="The stream came to its end, but no chunk says why: the last chunk is missing, or the gateway does not "
        "translate the upstream's stop reason.",
        zh="流已经结束，却没有任何数据块说明原因：缺了最后一个块，或网关没有转换上游的停止原因。",
    )
    severity = Severity.MAJOR
    priority = 3
    level = SMOKE
    evidence = ("anomalyco/opencode#43882", "HEXUXIU/M365-Copilot2API#6", "alfredapp/openai-workflow#38")
    seen_with = Set(on=STREAMED, path="choices[*].finish_reason", value=None, within="chunks")
    remedy = {
        None: Remedy(
            Text(
                en='Send a last chunk with an empty delta and `"finish_reason": "stop"` (or `length`, `tool_calls`) '
                "before "
                "`[DONE]`; in a gateway, forward the upstream's.",
                zh='在 `[DONE]` 之前发送最后一个块：空 delta 加 `"finish_reason": "stop"`（或 `length`、'
                "`tool_calls`）；"
                "网关应转发上游的。",
            ),
            ("finish_reason",),
        ),
        "litellm": Remedy(
            Text(
                en="Upgrade LiteLLM, or name the provider rightly (`openai/…` or `hosted_vllm/…`) so that chunks are "
                "not translated.",
                zh="升级 LiteLLM，或正确填写 provider（`openai/…`、`hosted_vllm/…`），避免数据块被转换。",
            ),
            ("hosted_vllm/",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The end came; or it cannot be told whether it was the end."""
        if seen.failed(Finishes, "no-finish"):
            return Diagnosis(Confidence.CERTAIN)
        if seen.failed(Finishes, "ended-early"):
            return Diagnosis(Confidence.POSSIBLE)
        return None
