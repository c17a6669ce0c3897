"""The promise that tools and calls are counted."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, LONGER, TOOLS_LEAST, with_tools
from answerback.checks.tools.calls import CallsTools
from answerback.checks.usage.reported import UsageReported
from answerback.counting import least
from answerback.toolbox import left_out
from answerback.values.injections import Set, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

_TOOLS = When(has="tools")


class ToolsCounted(Check):
    """A tool was called, so the model has read the tools: the prompt's count must show it, the completion's too."""

    promise = Text(en="Tools and tool calls are counted in usage.", zh="usage 计入了工具定义和工具调用。")
    why = Text(
        en="Agents send long lists of tools: left out, their context overflows without warning.",
        zh="智能体会带上很长的工具列表，如果不计入，上下文会在毫无预警的情况下溢出。",
    )
    needs = (CallsTools, UsageReported)
    severity = Severity.MINOR
    reasons = {
        "prompt": Reason(
            Text(
                en="{prompt} prompt tokens with tools, {plain} without, where the tools alone take at least {least}",
                zh="带工具时输入计 {prompt} 个 token，不带时 {plain} 个，而工具本身至少占 {least} 个",
            ),
            Set(on=_TOOLS, path="usage.prompt_tokens", value=38),
        ),
        "completion": Reason(
            Text(
                en="{completion} completion tokens for a call of at least {least}",
                zh="工具调用至少有 {least} 个 token，却只计了 {completion} 个",
            ),
            Set(on=_TOOLS, path="usage.completion_tokens", value=1),
        ),
        "no-call": Reason(Text(en="there was no call to look at", zh="没有可供检查的调用")),
    }

    def run(self) -> Steps:
        """Compare the counts of the question with tools to those without."""
        hello, longer = yield (HELLO, LONGER)
        heard: Reading = yield with_tools(self.setting, hello)
        choice, usage, plain = heard.answer.first, heard.answer.usage, hello.answer.usage
        if choice is None or usage is None or plain is None or not choice.tool_calls:
            return self.unknown("no-call")
        if left_out(hello, longer, heard):
            return self.fail("prompt", prompt=usage.prompt, plain=plain.prompt, least=TOOLS_LEAST)
        written = " ".join(f"{call.name} {call.arguments}" for call in choice.tool_calls)
        # a name is in few pieces, and the braces and quotes around the values are tokens as well
        if usage.completion is not None and usage.completion < least(written):
            return self.fail("completion", completion=usage.completion, least=least(written))
        return self.ok(prompt=usage.prompt, completion=usage.completion)
