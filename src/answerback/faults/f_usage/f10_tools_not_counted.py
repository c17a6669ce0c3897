"""F10: the prompt's count leaves out the tools."""

from __future__ import annotations

from answerback.checks.usage.tools_counted import ToolsCounted
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import Set, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ToolsNotCounted(Fault):
    """The model called a tool, so it has read them; the count says that it has not."""

    code = "F10"
    title = Text(en="Prompt tokens leave out the tools", zh="输入 token 没有计入工具定义")
    cause = Text(
        en="The count is the same with and without tools, though one was called: a gateway counts the messages' text "
        "by itself and leaves out tools and template.",
        zh="有没有工具，计数都一样，但模型确实调用了工具：网关只统计了消息文本，没有计入工具定义和对话模板。",
    )
    severity = Severity.MINOR
    priority = 1
    evidence = ("router-for-me/CLIProxyAPI#679",)
    yields_to = ("F12",)
    seen_with = Set(on=When(has="tools"), path="usage.prompt_tokens", value=38)
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway forward the upstream's `usage` instead of counting by itself.",
                zh="让网关转发上游的 `usage`，不要自行统计。",
            ),
            ("usage.prompt_tokens",),
        ),
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """A call was made, and the tools are not in the count."""
        return Confidence.LIKELY if seen.failed(ToolsCounted, "prompt") else None
