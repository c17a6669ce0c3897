"""I16: tools are called for nothing."""

from __future__ import annotations

from answerback.checks.tools.restraint import Restraint
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import SetRequest, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class SpuriousCall(Fault):
    """Greetings lead to calls."""

    code = "I16"
    title = Text(en="Tools are called where none is needed", zh="不需要工具时也会调用工具")
    cause = Text(
        en="{called} of {asked} questions that no tool can help with led to a call: the template presses the model "
        "to call, a gateway sets tool_choice, or the model is weak.",
        zh="{asked} 个用不上工具的问题里有 {called} 个触发了调用：模板在逼迫模型调用、网关设置了 tool_choice，"
        "或模型能力不足。",
    )
    severity = Severity.INFO
    priority = 1
    level = DEEP
    evidence = ("ml-explore/mlx-lm#965",)
    yields_to = ("I11",)
    seen_with = SetRequest(on=When(has="tool_choice", equals="auto"), path="tool_choice", value="required")
    remedy = {
        None: Remedy(
            Text(
                en="Send `tool_choice: none` or leave `tools` out where no call is wanted; check the chat template.",
                zh="不需要调用时发送 `tool_choice: none` 或不带 `tools`；并检查对话模板。",
            ),
            ("tool_choice: none",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Most of several questions."""
        if not seen.broke(Restraint, "spurious"):
            return None
        facts = seen.facts(Restraint)
        return Diagnosis(Confidence.POSSIBLE, {"called": facts["called"], "asked": facts["asked"]})
