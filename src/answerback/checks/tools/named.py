"""The promise that a tool which is demanded by its name is called."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import CLOCK, HELLO, with_tools
from answerback.checks.tools.calls import CallsTools
from answerback.patience import patiently
from answerback.structured import declined, unanswered_reasons
from answerback.values.injections import SetRequest, When
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

NAME = str(CLOCK["function"]["name"])
_CHOICE = {"type": "function", "function": {"name": NAME}}
_NAMED = When(has="tool_choice.function.name")


class NamedIsCalled(Check):
    """The question calls for another tool than the one that is named; either finish_reason is right here."""

    promise = Text(en="A tool named in tool_choice is the one that is called.", zh="tool_choice 指定的工具会被调用。")
    why = Text(
        en="Programs that name a tool read its arguments without looking at the name.",
        zh="指定工具的程序会直接读取参数，不再检查函数名。",
    )
    level = DEEP
    needs = (CallsTools,)
    reasons = {
        **unanswered_reasons(_NAMED),
        "ignored": Reason(
            Text(
                en="{name} was demanded, the answer is {calls} {excerpt!r}",
                zh="要求调用 {name}，实际得到 {calls} {excerpt!r}",
            ),
            SetRequest(on=_NAMED, path="tool_choice", value="auto"),
        ),
    }

    def run(self) -> Steps:
        """Name the clock where the weather is asked for."""
        hello: Reading = yield HELLO
        heard = yield from patiently(with_tools(self.setting, hello, tool_choice=_CHOICE))
        outcome = declined(self, heard)
        if outcome is not None:
            return outcome
        choice = heard.answer.first
        assert choice is not None
        calls = [call.name for call in choice.tool_calls]
        if NAME in calls:
            return self.ok(calls=calls, finish=choice.finish_reason)
        return self.ignored("ignored", name=NAME, calls=calls, excerpt=choice.text[:120])
