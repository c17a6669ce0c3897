"""J06: structured output and thinking get in each other's way."""

from __future__ import annotations

from answerback.checks.json.object import AnswersInJson
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.json.streamed import SchemaInStreams
from answerback.checks.json.thinking import ThinkingAndSchema
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.g_reasoning import parsers
from answerback.values.injections import Affix, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ReasoningConflict(Fault):
    """Thoughts before the JSON, no thoughts at all, or a schema that fails with them."""

    code = "J06"
    title = Text(en="Structured output and thinking conflict", zh="结构化输出与思考互相冲突")
    cause = Text(
        en="{what}: without a reasoning parser the server cannot tell where the thought ends and the JSON begins, so "
        "that the grammar binds the thought, or the thought lands in the content.",
        zh="{what}：没有推理解析器，服务无法区分思考在哪里结束、JSON 从哪里开始，于是语法约束到了思考，"
        "或者思考混进了 content。",
    )
    evidence = ("vllm-project/vllm#47027", "ollama/ollama#14440", "langchain-ai/langchain#33126")
    yields_to = ("G01", "G02", "G03", "J01")
    seen_with = Affix(on=When(has="response_format"), before="<think>\nLet me see.\n</think>\n\n")
    remedy = {
        None: Remedy(
            Text(
                en="Let the server split reasoning from content, or turn thinking off for structured requests.",
                zh="让服务端把推理和 content 分开，或在结构化请求中关闭思考。",
            ),
            ("enable_thinking",),
        ),
        "vllm": Remedy(
            Text(
                en="Start vLLM with `--reasoning-parser {vllm}`: the grammar then begins "
                'behind the thought. Or send `chat_template_kwargs: {{"enable_thinking": false}}`.',
                zh="启动 vLLM 时加上 `--reasoning-parser {vllm}`，语法就会从思考之后开始约束。"
                '或发送 `chat_template_kwargs: {{"enable_thinking": false}}`。',
            ),
            ("--reasoning-parser {vllm}", "chat_template_kwargs"),
        ),
        "sglang": Remedy(
            Text(
                en="Start SGLang with `--reasoning-parser {sglang}`.",
                zh="启动 SGLang 时加上 `--reasoning-parser {sglang}`。",
            ),
            ("--reasoning-parser {sglang}",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with `--jinja --reasoning-format deepseek`.",
                zh="启动 llama-server 时加上 `--jinja --reasoning-format deepseek`。",
            ),
            ("--reasoning-format deepseek",),
        ),
        "ollama": Remedy(
            Text(
                en='Send `"reasoning_effort": "none"` with structured requests, and upgrade Ollama.',
                zh='结构化请求请带上 `"reasoning_effort": "none"`，并升级 Ollama。',
            ),
            ("reasoning_effort",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Inside the content, or broken with thinking where it works without; thinking merely off is worth knowing."""
        checks = (FollowsSchema, AnswersInJson, SchemaInStreams, ThinkingAndSchema)
        named = parsers.for_model(seen)
        shown = [c for c in checks if seen.failed(c, "reasoning-inside")]
        if shown:
            return Diagnosis(Confidence.CERTAIN, {"what": f"content: {seen.facts(shown[0])['excerpt']!r}", **named})
        swallowed = [c for c in checks[:3] if seen.failed(c, "in-reasoning")]
        if swallowed:
            return Diagnosis(
                Confidence.CERTAIN, {"what": f"reasoning: {seen.facts(swallowed[0])['excerpt']!r}", **named}
            )
        if seen.failed(ThinkingAndSchema, "broken"):
            return Diagnosis(
                Confidence.LIKELY, {"what": f"content: {seen.facts(ThinkingAndSchema)['excerpt']!r}", **named}
            )
        if seen.broke(ThinkingAndSchema, "thinking-off"):
            return Diagnosis(Confidence.POSSIBLE, {"what": "reasoning: none", **named}, Severity.INFO)
        return None
