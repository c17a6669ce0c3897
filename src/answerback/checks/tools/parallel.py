"""The promise that several calls in one answer can be told apart."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, SYSTEM, TOOL_TOKENS, TOOLS, brief
from answerback.checks.streaming.streams import Streams
from answerback.checks.tools.calls import CallsTools
from answerback.toolbox import delta_flaw, deltas, flaw
from answerback.values.asks import chat
from answerback.values.injections import BreakToolCall
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

TWO_CITIES = "What is the weather in Paris and in Tokyo right now? Use the tool once for each city."


class ParallelCalls(Check):
    """Two cities, whole and streamed. A model that makes one call after the other is right as well."""

    promise = Text(
        en="Several calls in one answer have an index and arguments of their own.",
        zh="同一个回答里的多个调用各有自己的 index 和参数。",
    )
    why = Text(
        en="Calls under one index are joined by clients into arguments that nobody can parse.",
        zh="多个调用共用一个 index 时，客户端会把参数拼到一起，谁都无法解析。",
    )
    level = DEEP
    needs = (CallsTools, Streams)
    capability = "parallel_tool_calls"
    reasons = {
        "merged": Reason(
            Text(
                en="two calls came as one: {arguments!r}",
                zh="两个调用合并成了一个：{arguments!r}",
            ),
            BreakToolCall(how="merge"),
        ),
        "single": Reason(
            Text(en="the model made {calls} call(s) for two cities", zh="模型对两个城市只发起了 {calls} 个调用")
        ),
    }

    def run(self) -> Steps:
        """Ask for two cities both ways."""
        hello: Reading = yield HELLO
        ask = chat(SYSTEM, TWO_CITIES, temperature=0, tools=TOOLS, tool_choice="auto")
        ask = ask.with_(**brief(self.setting, hello, 2 * TOOL_TOKENS))
        heard: list[Reading] = yield (ask, ask.with_(stream=True))
        most = 0
        for reading in heard:
            choice = reading.answer.first
            if choice is None or choice.finish_reason == "length":
                continue
            if reading.is_sse:
                reason, facts = delta_flaw(deltas(reading))
                if reason == "merged":
                    return self.fail("merged", **facts, arguments=choice.tool_calls[0].arguments[:160])
            for call in choice.tool_calls:
                reason, facts = flaw(call)
                if reason == "merged":
                    return self.fail("merged", **facts)
            most = max(most, len(choice.tool_calls))
        return self.ok(calls=most) if most > 1 else self.unknown("single", calls=most)
