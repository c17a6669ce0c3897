"""The promise that tools are left alone where they are of no use."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, SYSTEM, TOOLS, brief
from answerback.checks.tools.calls import CallsTools
from answerback.values.asks import chat
from answerback.values.injections import SetRequest, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

IDLE = ("hi", "Thank you very much!", "Name a colour.", "Write one line about the sea.")
"""Neither a city nor a clock helps with these."""


class Restraint(Check):
    """Most of several idle questions must be answered in words; one slip is the model's."""

    promise = Text(en="Tools are not called where none is needed.", zh="不需要工具时不会调用工具。")
    why = Text(
        en="Every needless call costs a round trip and may do something that nobody asked for.",
        zh="每个多余的调用都要多一次往返，还可能做了没人要求的事。",
    )
    level = DEEP
    needs = (CallsTools,)
    severity = Severity.INFO
    reasons = {
        "spurious": Reason(
            Text(
                en="{called} of {asked} idle questions led to a call ({names})",
                zh="{asked} 个用不上工具的问题里有 {called} 个触发了调用（{names}）",
            ),
            SetRequest(on=When(has="tool_choice", equals="auto"), path="tool_choice", value="required"),
        ),
        "not-answered": Reason(Text(en="too few answers to judge", zh="回答太少，无法判断")),
    }

    def run(self) -> Steps:
        """Ask four idle questions with tools at hand."""
        hello: Reading = yield HELLO
        options = brief(self.setting, hello, 32)
        heard: list[Reading] = yield tuple(
            chat(SYSTEM, question, temperature=0, tools=TOOLS, tool_choice="auto", **options) for question in IDLE
        )
        answered = [reading.answer.first for reading in heard if reading.ok and reading.answer.first is not None]
        names = [call.name for choice in answered if choice is not None for call in choice.tool_calls[:1]]
        if len(answered) < len(IDLE):
            return self.unknown("not-answered")
        facts = {"called": len(names), "asked": len(IDLE), "names": names}
        return self.warn("spurious", **facts) if len(names) * 4 >= len(IDLE) * 3 else self.ok(**facts)
