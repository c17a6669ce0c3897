"""E26: a tool call says `stop`."""

from __future__ import annotations

from answerback.checks.tools.finish import FinishSaysToolCalls
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Set, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CallSaysStop(Fault):
    """The model called a tool by its own choice, and the answer ends with `stop`: many clients then skip the tool."""

    code = "E26"
    title = Text(en="An answer with tool calls says {finish!r}", zh="带有工具调用的回答返回 {finish!r}")
    cause = Text(
        en="The server or an adapter does not set finish_reason when it finds a call.",
        zh="服务端或适配层解析出工具调用后没有设置 finish_reason。",
    )
    severity = Severity.MINOR
    priority = 2
    seen_with = Set(on=When(has="tools"), path="choices[*].finish_reason", value="stop", within="whole")
    yields_to = ("E24", "E27", "H05")
    evidence = (
        "sgl-project/sglang#2877",
        "MiaAI-Lab/GLM-5.3-Flash-EXL3-2x-DGX-Sparks#177",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server; in the client look at `tool_calls` instead of finish_reason.",
                zh="升级服务端；客户端改为检查 `tool_calls` 而不是 finish_reason。",
            )
        ),
        "sglang": Remedy(
            Text(
                en="Upgrade SGLang, and check that `--tool-call-parser` fits the model.",
                zh="升级 SGLang，并确认 `--tool-call-parser` 与模型匹配。",
            ),
            ("--tool-call-parser",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Under `tool_choice: auto`."""
        if not seen.failed(FinishSaysToolCalls, "other", "other-streamed"):
            return None
        facts = seen.facts(FinishSaysToolCalls)
        return Diagnosis(Confidence.CERTAIN, {"finish": facts["finish"]})
