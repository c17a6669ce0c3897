"""The model that was declared is not served."""

from __future__ import annotations

from answerback.checks.models.listed import ModelsListed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.p_expected import BY_HAND
from answerback.values.asked import Asked
from answerback.values.expected import Expected
from answerback.values.result import Confidence
from answerback.values.text import Text


class OtherModel(Fault):
    """The list of models names others only. Without a list nothing is said: the other checks tell that."""

    code = "P01"
    title = Text(en="The declared model {expected} is not served", zh="没有提供所声明的模型 {expected}")
    cause = Text(
        en="The service lists {served}. Another model was deployed, or it is served under another name.",
        zh="服务列出的是 {served}：部署了别的模型，或者用了别的名字对外提供。",
    )
    asked = Asked(expected=Expected(model="Qwen/Qwen3-8B"), by_hand=BY_HAND)
    remedy = {
        None: Remedy(
            Text(
                en="Deploy the declared model, or correct `expect.model` of the target.",
                zh="部署所声明的模型，或更正该目标的 `expect.model`。",
            )
        ),
        "vllm": Remedy(
            Text(en="Name it as clients ask for it.", zh="让对外名称与客户端请求的一致。"),
            ("--served-model-name {expected}",),
        ),
        "sglang": Remedy(
            Text(en="Name it as clients ask for it.", zh="让对外名称与客户端请求的一致。"),
            ("--served-model-name {expected}",),
        ),
        "llamacpp": Remedy(
            Text(en="Name it as clients ask for it.", zh="让对外名称与客户端请求的一致。"), ("--alias {expected}",)
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """No listed id is the declared one, with or without its owner in front."""
        declared, served = seen.setting.target.expected, seen.setting.models
        if declared is None or declared.model is None or not served:
            return None
        wanted = declared.model.lower()
        if any(_same(wanted, name.lower()) for name in served):
            return None
        seen.consulted.append(ModelsListed.id)
        return Diagnosis(Confidence.CERTAIN, {"expected": declared.model, "served": ", ".join(served[:5])})


def _same(wanted: str, name: str) -> bool:
    """Whether two ids are one; an owner counts only where both name it."""
    if "/" in wanted and "/" in name:
        return wanted == name
    return wanted.rpartition("/")[2] == name.rpartition("/")[2]
