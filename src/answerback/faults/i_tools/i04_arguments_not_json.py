"""I04: the arguments of a call are not valid JSON."""

from __future__ import annotations

from answerback.checks.tools.arguments import UsableArguments
from answerback.checks.tools.streamed import CallsInStreams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import BreakToolCall
from answerback.values.result import Confidence
from answerback.values.text import Text


class ArgumentsNotJson(Fault):
    """Cut off, or not even a string."""

    code = "I04"
    title = Text(en="Tool call arguments are not valid JSON", zh="工具调用的参数不是合法的 JSON")
    cause = Text(
        en="The arguments came as {arguments}, though the answer was not cut by its limit: the tool call parser "
        "loses characters, or an adapter converts them wrongly.",
        zh="参数为 {arguments}，而输出并没有被 token 上限截断：是工具调用解析器丢了字符，或者适配层转换有误。",
    )
    priority = 3
    evidence = ("vllm-project/vllm#22885", "vllm-project/vllm#18791", "vllm-project/vllm#47963")
    yields_to = ("E25", "I08")
    seen_with = BreakToolCall(how="truncate")
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server (parsers are fixed often) and check that the parser belongs to the model's "
                "family; `arguments` must be a string that holds JSON.",
                zh="升级服务（解析器经常有修复），并确认解析器与模型系列一致；`arguments` 必须是包含 JSON 的字符串。",
            ),
            ("function.arguments",),
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM and check `--tool-call-parser` against the model; `tool_choice: required` uses "
                "constrained decoding and gets round the parser meanwhile.",
                zh="升级 vLLM，并核对 `--tool-call-parser` 与模型是否匹配；临时可以用 `tool_choice: required`，"
                "它走约束解码，可绕开解析器。",
            ),
            ("--tool-call-parser",),
        ),
        "sglang": Remedy(
            Text(
                en="Upgrade SGLang and check `--tool-call-parser` against the model.",
                zh="升级 SGLang，并核对 `--tool-call-parser` 与模型是否匹配。",
            ),
            ("--tool-call-parser",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A whole call that does not parse."""
        if not seen.failed(UsableArguments, "not-json", "not-a-string"):
            return None
        seen.failed(CallsInStreams, "broken", "not-a-string")
        return Diagnosis(Confidence.CERTAIN, {"arguments": seen.facts(UsableArguments)["arguments"]})
