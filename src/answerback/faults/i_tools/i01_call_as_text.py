"""I01: a tool call comes as raw text."""

from __future__ import annotations

from answerback.check import Check
from answerback.checks.tools.calls import CallsTools
from answerback.checks.tools.required import RequiredIsCalled
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import MoveToolCall, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text

PARSED_BY_FLAG = ("vllm", "sglang", "lmdeploy")
"""Products whose parser is chosen by whoever starts them."""


class CallAsText(Fault):
    """The model wrote the call in its own markup and nobody turned it into tool_calls."""

    code = "I01"
    title = Text(en="Tool calls come as raw text in the content", zh="工具调用以原始文本出现在 content 里")
    cause = Text(
        en="The model wrote a call in {family} markup, and no parser (or one for another family) reads it: clients "
        "see text and an empty tool_calls.",
        zh="模型按 {family} 格式写出了调用，但服务没有启用解析器（或解析器与模型不匹配）：客户端只看到文本，"
        "tool_calls 为空。",
    )
    priority = 3
    evidence = ("vllm-project/vllm#17161", "NVIDIA/NemoClaw#2731", "NousResearch/hermes-agent#39099",
                "vllm-project/vllm#22917")  # fmt: skip
    seen_with = MoveToolCall(on=When(has="tools"), how="hermes")
    remedy = {
        "vllm": Remedy(
            Text(
                en="Start vLLM with `--enable-auto-tool-choice --tool-call-parser {vllm}`.",
                zh="启动 vLLM 时加上 `--enable-auto-tool-choice --tool-call-parser {vllm}`。",
            ),
            ("--enable-auto-tool-choice", "--tool-call-parser {vllm}"),
        ),
        "sglang": Remedy(
            Text(
                en="Start SGLang with `--tool-call-parser {sglang}` (`none`: it has no parser for this format, "
                "vLLM has `{vllm}`).",
                zh="启动 SGLang 时加上 `--tool-call-parser {sglang}`（`none` 表示它没有这种格式的解析器，"
                "可换用 vLLM 的 `{vllm}`）。",
            ),
            ("--tool-call-parser {sglang}",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Start LMDeploy with `--tool-call-parser {lmdeploy}` (`none`: it has no parser for this format, "
                "vLLM has `{vllm}`).",
                zh="启动 LMDeploy 时加上 `--tool-call-parser {lmdeploy}`（`none` 表示它没有这种格式的解析器，"
                "可换用 vLLM 的 `{vllm}`）。",
            ),
            ("--tool-call-parser {lmdeploy}",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with `--jinja` and the model's own template with tools (`--chat-template-file "
                "FILE.jinja`); upgrade if its format is new.",
                zh="启动 llama-server 时加上 `--jinja`，并使用模型自带的、支持工具的模板（`--chat-template-file "
                "FILE.jinja`）；如果格式较新，请升级。",
            ),
            ("--jinja", "--chat-template-file"),
        ),
        "ollama": Remedy(
            Text(
                en="Pull the model anew (`ollama pull NAME`) or give its Modelfile a TEMPLATE with tools: Ollama "
                "derives the parser from the template.",
                zh="重新拉取模型（`ollama pull NAME`），或在 Modelfile 里使用支持工具的 TEMPLATE：Ollama "
                "依据模板推断解析方式。",
            ),
            ("ollama pull", "TEMPLATE"),
        ),
        None: Remedy(
            Text(
                en="Switch the tool call parser for the {family} format on in the server (vLLM: "
                "`--enable-auto-tool-choice --tool-call-parser {vllm}`; SGLang: `--tool-call-parser {sglang}`).",
                zh="在服务端启用 {family} 格式的工具调用解析器（vLLM：`--enable-auto-tool-choice --tool-call-parser "
                "{vllm}`；SGLang：`--tool-call-parser {sglang}`）。",
            ),
            ("--enable-auto-tool-choice", "--tool-call-parser"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Markup of a known family; plain JSON alone may be a weak model's slip, a rest of markup does little harm."""
        check: type[Check] = CallsTools
        severity = None
        if seen.failed(CallsTools, "as-text"):
            sure = Confidence.CERTAIN
        elif seen.broke(CallsTools, "as-loose-text"):
            sure = Confidence.POSSIBLE
            severity = Severity.MINOR if seen.setting.server in PARSED_BY_FLAG else Severity.INFO
        elif seen.broke(CallsTools, "left-over"):
            sure, severity = Confidence.LIKELY, Severity.MINOR
        elif seen.failed(RequiredIsCalled, "as-text"):
            check, sure = RequiredIsCalled, Confidence.LIKELY
        else:
            return None
        facts = seen.facts(check)
        return Diagnosis(sure, {name: facts[name] for name in ("family", "vllm", "sglang", "lmdeploy")}, severity)
