"""G06: the reasoning arrives under another name than the client reads."""

from __future__ import annotations

from answerback.checks.thinking.field import FieldRead
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import MoveReasoning
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class OtherReasoningField(Fault):
    """`reasoning_content` and `reasoning` are both in use; a client that reads one of them shows nothing of the "
    "other."""

    code = "G06"
    title = Text(en="The reasoning arrives in `{field}`", zh="推理内容放在 `{field}` 字段里")
    cause = Text(
        en="Products and versions name the field differently, and gateways rename it: this service uses `{field}`, "
        "where clients of its kind read `{usual}`.",
        zh="不同产品和版本的字段名不同，网关还会改名：这个服务用的是 `{field}`，而同类客户端通常读 `{usual}`。",
    )
    severity = Severity.MINOR
    priority = 3
    evidence = (
        "vllm-project/vllm#27755",
        "vllm-project/vllm#50624",
        "langgenius/dify#33342",
        "anomalyco/opencode#30477",
    )
    seen_with = MoveReasoning(how="rename", field="thoughts")
    remedy = {
        None: Remedy(
            Text(
                en="Let the client read `reasoning_content` and `reasoning`; in a gateway pass the field on as it is.",
                zh="让客户端同时读取 `reasoning_content` 和 `reasoning`；网关应原样转发该字段。",
            ),
            ("reasoning_content", "reasoning"),
        ),
        "vllm": Remedy(
            Text(
                en="vLLM calls it `reasoning` from 0.16 on, `reasoning_content` up to 0.11.0, and both in between: let "
                "the client read both names.",
                zh="vLLM 从 0.16 起叫 `reasoning`，0.11.0 及更早叫 `reasoning_content`，中间版本两者都有："
                "请让客户端同时读取。",
            ),
            ("reasoning", "reasoning_content"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A name that nobody reads, or two names, is a fault; the other of the two usual names is a note."""
        facts = {"usual": "reasoning_content", **seen.facts(FieldRead)}
        if seen.failed(FieldRead, "unknown-field"):
            return Diagnosis(Confidence.CERTAIN, {"field": facts["field"], "usual": facts["usual"]})
        if seen.failed(FieldRead, "two-names"):
            return Diagnosis(Confidence.CERTAIN, {"field": facts["field"], "usual": facts["whole"]})
        if seen.broke(FieldRead, "unusual"):
            told = {"field": facts["field"], "usual": facts["usual"]}
            return Diagnosis(Confidence.CERTAIN, told, Severity.INFO)
        return None
