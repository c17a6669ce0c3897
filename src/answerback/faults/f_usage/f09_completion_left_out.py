"""F09: completion_tokens leaves out reasoning or tool calls."""

from __future__ import annotations

from answerback.checks.usage.completion import UsageCompletion
from answerback.checks.usage.tools_counted import ToolsCounted
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Set, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CompletionLeftOut(Fault):
    """Less was counted than the words that came."""

    code = "F09"
    title = Text(en="Completion tokens leave out reasoning or tool calls", zh="输出 token 没有计入推理或工具调用")
    cause = Text(
        en="{counted} completion tokens were counted where at least {least} came ({what}). An adapter counts the "
        "visible content instead of taking the engine's number.",
        zh="至少输出了 {least} 个 token（{what}），却只计了 {counted} 个。适配层只数了可见的 content，"
        "没有采用引擎的计数。",
    )
    severity = Severity.MINOR
    evidence = ("QuantumNous/new-api#5255", "BerriAI/litellm#24526")
    yields_to = ("F03",)
    seen_with = Set(on=When(lacks="tools"), path="usage.completion_tokens", value=2, absent_too=False)
    remedy = {
        None: Remedy(
            Text(
                en="Pass the engine's `completion_tokens` on: reasoning and arguments of calls are part of it. Until "
                "then reckon bills and budgets with reasoning_tokens added.",
                zh="原样转发引擎的 `completion_tokens`，推理和工具调用参数都包含在内。在此之前，"
                "计费和预算请另行加上推理 token。",
            ),
            ("usage.completion_tokens",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Reasoning or a call that is not in the count."""
        if seen.failed(UsageCompletion, "reasoning-left-out"):
            facts = seen.facts(UsageCompletion)
            said = {"counted": facts["completion"], "least": facts["reasoning"], "what": "reasoning"}
            seen.failed(ToolsCounted)
            return Diagnosis(Confidence.CERTAIN, said)
        if seen.failed(ToolsCounted, "completion"):
            facts = seen.facts(ToolsCounted)
            said = {"counted": facts["completion"], "least": facts["least"], "what": "tool_calls"}
            return Diagnosis(Confidence.LIKELY, said)
        return None
