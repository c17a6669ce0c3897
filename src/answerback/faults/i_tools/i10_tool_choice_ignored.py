"""I10: tool_choice required or named has no effect."""

from __future__ import annotations

from answerback.checks.tools.calls import CallsTools
from answerback.checks.tools.named import NamedIsCalled
from answerback.checks.tools.required import RequiredIsCalled
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import DropRequest, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text

ENFORCING = ("vllm", "sglang")
"""Products that constrain the answer to a call, whatever the model would rather do."""


class ToolChoiceIgnored(Fault):
    """A greeting was asked for and a call demanded; words came."""

    code = "I10"
    title = Text(en="tool_choice required is ignored", zh="tool_choice 为 required（或指定工具）时不生效")
    cause = Text(
        en="A call was demanded, accepted with HTTP 200, and the model answered in words: {excerpt}",
        zh="要求必须调用工具，服务返回 HTTP 200，模型却用文字回答：{excerpt}",
    )
    priority = 3
    evidence = ("ollama/ollama#17921", "ollama/ollama#11171", "vllm-project/vllm#44216", "vllm-project/vllm#50477",
                "ggml-org/llama.cpp#28806")  # fmt: skip
    yields_to = ("I03", "I02", "I01", "G02", "E01", "E02", "E04", "E05", "E06", "E31")
    seen_with = DropRequest(on=When(has="tool_choice", equals="required"), path="tool_choice")
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway pass `tool_choice` on; where the server does not know it, demand the form with "
                "`response_format: json_schema` instead, and check for tool_calls in the client.",
                zh="让网关透传 `tool_choice`；如果服务不支持，可改用 `response_format: json_schema` 约束格式，"
                "并在客户端检查 tool_calls。",
            ),
            ("tool_choice", "response_format"),
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM: required and named choices are enforced by constrained decoding; some parsers of "
                "past versions lost them. Check the gateway in front of it as well.",
                zh="升级 vLLM：required 和指定工具由约束解码强制执行，旧版本的部分解析器会使其失效。"
                "同时检查前面的网关。",
            ),
            ("tool_choice", "--tool-call-parser"),
        ),
        "ollama": Remedy(
            Text(
                en="Ollama does not know `tool_choice` (its documentation says so): use `response_format: "
                "json_schema`, or ask for the tool in the prompt.",
                zh="Ollama 不支持 `tool_choice`（文档有说明）：请改用 `response_format: json_schema`，"
                "或在提示词里要求使用工具。",
            ),
            ("tool_choice", "response_format"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Upgrade llama-server and start it with `--jinja`; until it holds for this template use "
                "`response_format: json_schema`.",
                zh="升级 llama-server 并加上 `--jinja`；在该模板支持之前，请改用 `response_format: json_schema`。",
            ),
            ("--jinja", "response_format"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Serious where tools work otherwise or the product enforces it; documented gaps are only worth knowing."""
        shown = [check for check in (RequiredIsCalled, NamedIsCalled) if seen.ignored(check, "ignored")]
        if not shown:
            return None
        facts = {"excerpt": seen.facts(shown[0]).get("excerpt", "")}
        documented = seen.server is not None and "tool_choice" in seen.server.ignores
        if documented:
            return Diagnosis(Confidence.CERTAIN, facts, Severity.INFO)
        if seen.passed(CallsTools):
            return Diagnosis(Confidence.CERTAIN, facts)
        if seen.setting.server in ENFORCING:
            return Diagnosis(Confidence.LIKELY, facts)
        return Diagnosis(Confidence.POSSIBLE, facts, Severity.INFO)
