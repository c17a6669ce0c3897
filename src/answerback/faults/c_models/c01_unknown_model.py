"""C01: the model's name is not one that the service knows."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.models.accepted import ModelAccepted
from answerback.checks.models.spelling import OtherSpelling
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class UnknownModel(Fault):
    """The refusal names the model, and the list does not: the nearest listed name is the remedy."""

    code = "C01"
    title = Text(
        en="The service does not know the model {wanted!r}; it serves {nearest!r}",
        zh="服务不认识模型 {wanted!r}，它提供的是 {nearest!r}",
    )
    cause = Text(
        en="A name is compared letter by letter. {wanted!r} was asked for; /v1/models lists: {served}.",
        zh="模型名按字面比较。请求的是 {wanted!r}；/v1/models 列出的是：{served}。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    yields_to = ("C03",)
    asked = Asked(model="gpt-4o-mini")
    evidence = ("vllm-project/vllm#3486", "QwenLM/Qwen3#1052")
    remedy = {
        None: Remedy(
            Text(
                en="Use the listed name: `--model {nearest}` (in requests `\"model\": \"{nearest}\"`).",
                zh="使用列表中的名字：`--model {nearest}`（请求里写 `\"model\": \"{nearest}\"`）。",
            ),
            ("--model",),
        ),
        "vllm": Remedy(
            Text(
                en="Use `{nearest}` in requests, or start the server with `--served-model-name {wanted}`.",
                zh="请求里使用 `{nearest}`，或者启动时加上 `--served-model-name {wanted}`。",
            ),
            ("--served-model-name",),
        ),
        "sglang": Remedy(
            Text(
                en="Use `{nearest}` in requests, or start the server with `--served-model-name {wanted}`.",
                zh="请求里使用 `{nearest}`，或者启动时加上 `--served-model-name {wanted}`。",
            ),
            ("--served-model-name",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Use `{nearest}` in requests, or start llama-server with `--alias {wanted}`.",
                zh="请求里使用 `{nearest}`，或者启动 llama-server 时加上 `--alias {wanted}`。",
            ),
            ("--alias",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Use `{nearest}` in requests, or start the server with `--model-name {wanted}`.",
                zh="请求里使用 `{nearest}`，或者启动时加上 `--model-name {wanted}`。",
            ),
            ("--model-name",),
        ),
        "ollama": Remedy(
            Text(
                en="Use `{nearest}` in requests, or fetch the other one: `ollama pull {wanted}`.",
                zh="请求里使用 `{nearest}`，或者拉取另一个：`ollama pull {wanted}`。",
            ),
            ("ollama pull",),
        ),
        "litellm": Remedy(
            Text(
                en="Use `{nearest}` in requests, or add `model_name: {wanted}` to `model_list` in config.yaml.",
                zh="请求里使用 `{nearest}`，或者在 config.yaml 的 `model_list` 里加上 `model_name: {wanted}`。",
            ),
            ("model_list[].model_name",),
        ),
        "xinference": Remedy(
            Text(
                en="Use `{nearest}` in requests, or launch it: `xinference launch --model-uid {wanted}`.",
                zh="请求里使用 `{nearest}`，或者启动它：`xinference launch --model-uid {wanted}`。",
            ),
            ("xinference launch --model-uid",),
        ),
        "lmstudio": Remedy(
            Text(
                en="Use `{nearest}` in requests, or `lms load MODEL --identifier {wanted}`.",
                zh="请求里使用 `{nearest}`，或者执行 `lms load MODEL --identifier {wanted}`。",
            ),
            ("lms load MODEL --identifier",),
        ),
    }  # fmt: skip

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The name was refused and is not listed; a name that answers makes it certain."""
        if not seen.failed(ModelAccepted, "unknown"):
            return None
        seen.failed(Answers)
        seen.broke(OtherSpelling, "other-name")
        facts = seen.facts(ModelAccepted)
        works = seen.facts(OtherSpelling).get("works")
        nearest = facts.get("nearest") or works or "?"
        said = {"wanted": facts["wanted"], "nearest": nearest, "served": ", ".join(facts["served"]) or "-"}
        return Diagnosis(Confidence.CERTAIN if facts["served"] or works else Confidence.LIKELY, said)
