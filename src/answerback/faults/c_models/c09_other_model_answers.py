"""C09: the answer names another model than the request."""

from __future__ import annotations

from answerback.checks.models.answered_by import AnsweredByTheModel
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Set
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class OtherModelAnswers(Fault):
    """Another family or size: a mapping that nobody mentions. An unknown word is taken for an alias."""

    code = "C09"
    title = Text(en="{wanted!r} was asked for, {answered!r} answers", zh="请求的是 {wanted!r}，回答的是 {answered!r}")
    cause = Text(
        en="A gateway maps the name to another model, or the server names what it has really loaded.",
        zh="网关把这个名字映射到了另一个模型，或者服务端如实报告了它真正加载的模型。",
    )
    severity = Severity.MINOR
    priority = 2
    level = SMOKE
    seen_with = Set(on=CHAT, path="model", value="qwen2.5-7b-instruct")
    yields_to = ("M01",)
    evidence = ("zzsting88/relayAPI#45", "vllm-project/vllm#35705")
    remedy = {
        None: Remedy(
            Text(
                en="Ask the operator which model stands behind `{wanted}`; take the mapping out of the "
                "gateway, or document it.",
                zh="向服务方确认 `{wanted}` 背后是哪个模型；去掉网关里的映射，或者把它写进文档。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--served-model-name {wanted}` only for that model, and look for a rewriting "
                "gateway in front.",
                zh="`--served-model-name {wanted}` 只用于该模型；并检查前面是否有改写模型名的网关。",
            ),
            ("--served-model-name",),
        ),
        "litellm": Remedy(
            Text(
                en="Check `litellm_params.model` beside `model_name: {wanted}`, and `fallbacks`.",
                zh="检查 `model_name: {wanted}` 对应的 `litellm_params.model`，以及 `fallbacks`。",
            ),
            ("litellm_settings.fallbacks: []",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Another family or size is likely a substitution; anything else an alias."""
        facts = seen.facts(AnsweredByTheModel)
        said = {"wanted": facts.get("wanted"), "answered": facts.get("answered")}
        if seen.broke(AnsweredByTheModel, "other-family"):
            gateway = seen.server is not None and seen.server.gateway
            return Diagnosis(Confidence.POSSIBLE if gateway else Confidence.LIKELY, said)
        if seen.broke(AnsweredByTheModel, "alias"):
            return Diagnosis(Confidence.POSSIBLE, said, Severity.INFO)
        return None
