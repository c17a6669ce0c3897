"""I07: a function is called that was not offered."""

from __future__ import annotations

from answerback.checks.tools.arguments import UsableArguments
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import BreakToolCall
from answerback.values.result import Confidence
from answerback.values.text import Text


class UnknownFunction(Fault):
    """A prefix, another spelling, or a made-up name."""

    code = "I07"
    title = Text(en="Calls name a function that was not offered", zh="调用了没有提供过的函数名")
    cause = Text(
        en="The call is for {name}; get_weather and get_time were offered. The parser or the template alters names "
        "(a prefix such as `functions.`, blanks, case), or the model makes them up.",
        zh="调用的是 {name}，而提供的只有 get_weather 和 get_time。解析器或模板改动了名字（如 `functions.` 前缀、"
        "空格、大小写），或者是模型编造的。",
    )
    evidence = ("MoonshotAI/K2-Vendor-Verifier",)
    seen_with = BreakToolCall(how="rename")
    remedy = {
        None: Remedy(
            Text(
                en="Check that the tool call parser and the chat template belong to the model, and upgrade the "
                "server; `tool_choice: required` restricts names to those offered where it is enforced.",
                zh="确认工具调用解析器和对话模板与模型匹配，并升级服务；在支持的服务上，`tool_choice: required` "
                "会把名字限制在已提供的工具内。",
            ),
            ("--tool-call-parser", "--chat-template"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The name is not in the list."""
        if not seen.failed(UsableArguments, "unknown-name"):
            return None
        return Diagnosis(Confidence.CERTAIN, {"name": seen.facts(UsableArguments)["name"]})
