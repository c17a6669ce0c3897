"""The context is smaller than was declared."""

from __future__ import annotations

from answerback.checks.limits.context_told import ContextTold
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.p_expected import BY_HAND
from answerback.values.asked import Asked
from answerback.values.expected import Expected
from answerback.values.result import Confidence
from answerback.values.text import Text


class SmallerContext(Fault):
    """Judged by what the service itself tells of its context; a service that does not tell it is not accused."""

    code = "P02"
    title = Text(
        en="The context is {told} tokens, {expected} were declared", zh="上下文为 {told} token，声明的是 {expected}"
    )
    cause = Text(
        en="The service was started with less context than its owner declares.",
        zh="服务启动时设置的上下文小于所声明的长度。",
    )
    asked = Asked(expected=Expected(context=131_072), by_hand=BY_HAND)
    remedy = {
        None: Remedy(
            Text(
                en="Start the service with the declared context, or correct `expect.context` of the target.",
                zh="按声明的上下文长度启动服务，或更正该目标的 `expect.context`。",
            )
        ),
        "vllm": Remedy(Text(en="Give it more.", zh="调大上下文。"), ("--max-model-len {expected}",)),
        "sglang": Remedy(Text(en="Give it more.", zh="调大上下文。"), ("--context-length {expected}",)),
        "llamacpp": Remedy(
            Text(
                en="Give each slot that much: the figure is divided by `-np`.",
                zh="每个槽都要有这么多：总数会除以 `-np`。",
            ),
            ("-c {expected}", "-np 1"),
        ),
        "ollama": Remedy(Text(en="Give it more.", zh="调大上下文。"), ("OLLAMA_CONTEXT_LENGTH={expected}",)),
        "lmdeploy": Remedy(Text(en="Give it more.", zh="调大上下文。"), ("--session-len {expected}",)),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The told context is below the declared one."""
        declared = seen.setting.target.expected
        told = seen.facts(ContextTold).get("context")
        if declared is None or declared.context is None or not isinstance(told, int) or told >= declared.context:
            return None
        seen.consulted.append(ContextTold.id)
        return Diagnosis(Confidence.CERTAIN, {"told": told, "expected": declared.context})
