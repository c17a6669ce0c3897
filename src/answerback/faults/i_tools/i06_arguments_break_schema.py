"""I06: arguments do not satisfy the tool's schema."""

from __future__ import annotations

from answerback.checks.tools.arguments import UsableArguments
from answerback.checks.tools.rate import ArgumentsRate
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import BreakToolCall
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ArgumentsBreakSchema(Fault):
    """Wrong types, values outside an enum, missing keys."""

    code = "I06"
    title = Text(en="Tool call arguments break the tool's schema", zh="工具调用的参数不符合 schema")
    cause = Text(
        en="{bad} of {calls} calls do not satisfy the schema ({message}). Nothing holds the model to the schema "
        "while it writes, and quantisation or a wrong template makes it slip; vendors of the same model differ by "
        "ten percent here.",
        zh="{calls} 次调用中有 {bad} 次不符合 schema（{message}）。生成时没有用 schema 约束，"
        "量化过度或模板不对都会让模型出错；同一模型在不同厂商之间可相差一成。",
    )
    severity = Severity.MINOR
    evidence = ("MoonshotAI/K2-Vendor-Verifier",)
    seen_with = BreakToolCall(how="types")
    remedy = {
        None: Remedy(
            Text(
                en="Use constrained decoding for calls (`strict: true` in the function, or `tool_choice: required`), "
                "check the chat template, and try a less quantised model.",
                zh="对工具调用启用约束解码（函数定义里 `strict: true`，或 `tool_choice: required`），检查对话模板，"
                "并尝试量化程度更低的模型。",
            ),
            ("strict", "tool_choice"),
        ),
        "vllm": Remedy(
            Text(
                en="Send `tool_choice: required` or a named tool: vLLM holds these to the schema. Check "
                "`--chat-template` and `--tool-call-parser` for auto.",
                zh="使用 `tool_choice: required` 或指定工具：vLLM 会按 schema 约束。auto 模式请检查 "
                "`--chat-template` 和 `--tool-call-parser`。",
            ),
            ("tool_choice", "--chat-template", "--tool-call-parser"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Several violations, or one where the server constrains the call; a single slip is only worth knowing."""
        if seen.failed(ArgumentsRate, "rate"):
            facts = seen.facts(ArgumentsRate)
            seen.failed(UsableArguments, "schema")
            return Diagnosis(Confidence.LIKELY, {name: facts[name] for name in ("bad", "calls", "message")})
        facts = seen.facts(UsableArguments)
        said = {name: facts.get(name) for name in ("bad", "calls", "message")}
        if seen.failed(UsableArguments, "schema"):
            return Diagnosis(Confidence.LIKELY, said)
        if seen.broke(UsableArguments, "schema-once"):
            return Diagnosis(Confidence.POSSIBLE, said, Severity.INFO)
        return None
