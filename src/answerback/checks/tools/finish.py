"""The promise that an answer which calls a tool says so in its finish_reason."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, with_tools
from answerback.checks.streaming.streams import Streams
from answerback.checks.tools.calls import CallsTools
from answerback.toolbox import flaw
from answerback.values.injections import BreakToolCall, Set, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

_TOOLS = When(has="tools")
RIGHT = ("tool_calls", "function_call", "length")


class FinishSaysToolCalls(Check):
    """`tool_calls` under `tool_choice: auto`; `length` when the limit cut the call."""

    promise = Text(
        en="A call by the model's own choice ends with finish_reason tool_calls.",
        zh="模型自主调用工具时，finish_reason 为 tool_calls。",
    )
    why = Text(
        en="Clients look at it to decide whether to run tools or to run cut arguments.",
        zh="客户端靠它判断要不要执行工具，以及参数是否被截断。",
    )
    needs = (CallsTools,)
    after = (Streams,)
    severity = Severity.MINOR
    reasons = {
        "other": Reason(
            Text(
                en="a tool was called, but finish_reason is {finish!r}", zh="调用了工具，finish_reason 却是 {finish!r}"
            ),
            Set(on=_TOOLS, path="choices[*].finish_reason", value="stop", within="whole"),
        ),
        "other-streamed": Reason(
            Text(
                en="a tool was called in a stream, but finish_reason is {finish!r}",
                zh="流式调用了工具，finish_reason 却是 {finish!r}",
            ),
            Set(on=_TOOLS, path="choices[*].finish_reason", value="stop", was="tool_calls", within="chunks"),
        ),
        "hides-limit": Reason(
            Text(
                en="finish_reason is tool_calls, but the call was cut at the token limit ({completion} tokens): "
                "{arguments!r}",
                zh="finish_reason 是 tool_calls，但调用其实在 token 上限处（{completion} 个 token）被截断："
                "{arguments!r}",
            ),
            (BreakToolCall(on=_TOOLS, how="truncate"), Set(path="usage.completion_tokens", value=96)),
        ),
        "no-call": Reason(Text(en="there was no call to look at", zh="没有可供检查的调用")),
    }

    def run(self) -> Steps:
        """Read the finish_reason of the call."""
        hello: Reading = yield HELLO
        ask = with_tools(self.setting, hello)
        heard: Reading = yield ask
        choice, usage = heard.answer.first, heard.answer.usage
        if choice is None or not choice.tool_calls:
            return self.unknown("no-call")
        facts = {"finish": choice.finish_reason, "completion": usage.completion if usage is not None else None}
        facts["arguments"] = choice.tool_calls[-1].arguments[:120]
        full = usage is not None and usage.completion is not None and usage.completion >= ask.limit
        if choice.finish_reason == "tool_calls" and full and flaw(choice.tool_calls[-1])[0] == "not-json":
            return self.fail("hides-limit", **facts)
        if choice.finish_reason not in RIGHT:
            return self.fail("other", **facts)
        stream: Reading = yield with_tools(self.setting, hello, stream=True)
        streamed = stream.answer.first
        over = stream.ok and stream.failure is None and stream.error is None
        if over and streamed is not None and streamed.tool_calls and streamed.finish_reason not in RIGHT:
            return self.fail("other-streamed", **{**facts, "finish": streamed.finish_reason})
        return self.ok(**facts)
