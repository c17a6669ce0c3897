"""I02: requests with tools are refused because no parser was configured."""

from __future__ import annotations

from answerback.checks.tools.calls import CallsTools
from answerback.checks.tools.required import RequiredIsCalled
from answerback.families import Family, family_of
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.markup import NONE
from answerback.server import named
from answerback.values.injections import Configure
from answerback.values.result import Confidence
from answerback.values.text import Text


class ParserNotConfigured(Fault):
    """The server says itself which flag is missing."""

    code = "I02"
    title = Text(
        en="Tools are refused: no tool call parser is configured", zh="带工具的请求被拒绝：没有配置工具调用解析器"
    )
    cause = Text(
        en="The server was started without the option that turns the model's text into tool calls: {message}",
        zh="服务启动时没有加上把模型文本解析成工具调用的选项：{message}",
    )
    priority = 3
    evidence = ("vllm-project/vllm#9986", "langchain4j/langchain4j#2550", "langchain4j/langchain4j#3475",
                "agentscope-ai/QwenPaw#1449")  # fmt: skip
    seen_with = Configure(name="tool_parser", value=None)
    remedy = {
        "vllm": Remedy(
            Text(
                en="Start vLLM with `--enable-auto-tool-choice --tool-call-parser {vllm}`.",
                zh="启动 vLLM 时加上 `--enable-auto-tool-choice --tool-call-parser {vllm}`。",
            ),
            ("--enable-auto-tool-choice", "--tool-call-parser {vllm}"),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Start LMDeploy with `--tool-call-parser {lmdeploy}` (`none`: it has no parser for this model).",
                zh="启动 LMDeploy 时加上 `--tool-call-parser {lmdeploy}`（`none` 表示它没有该模型的解析器）。",
            ),
            ("--tool-call-parser {lmdeploy}",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with `--jinja` (and without `--no-jinja`).",
                zh="启动 llama-server 时加上 `--jinja`（并去掉 `--no-jinja`）。",
            ),
            ("--jinja",),
        ),
        None: Remedy(
            Text(
                en="Switch the tool call parser on where the model is served (vLLM: `--enable-auto-tool-choice "
                "--tool-call-parser {vllm}`).",
                zh="在模型服务端启用工具调用解析器（vLLM：`--enable-auto-tool-choice --tool-call-parser {vllm}`）。",
            ),
            ("--enable-auto-tool-choice", "--tool-call-parser"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The error names the missing option; some products need it only where a call is demanded."""
        shown = [check for check in (CallsTools, RequiredIsCalled) if seen.failed(check, "no-parser")]
        if not shown:
            return None
        family = family_of(seen.setting.model or "") or Family.QWEN3
        parsers = {name: kind.tool_parsers.get(family, NONE) for name in ("vllm", "lmdeploy") if (kind := named(name))}
        facts = {"message": seen.facts(shown[0])["message"], **parsers}
        return Diagnosis(Confidence.CERTAIN, facts)
