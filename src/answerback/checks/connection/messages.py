"""Whether Anthropic's Messages API is there beside chat completions."""

from __future__ import annotations

from answerback.check import Check, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.routes import REASONS, probed
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class MessagesRoute(Check):
    """Sends an empty request, which generates nothing: a route that is there finds fault with it."""

    promise = Text(en="There is a Messages API (POST /messages).", zh="提供 Messages 接口（POST /messages）。")
    why = Text(
        en="Claude Code speaks it; without it a gateway must translate.",
        zh="Claude Code 使用这个接口；没有时需由网关转换。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.INFO
    capability = "messages"
    reasons = REASONS

    def run(self) -> Steps:
        """Ask with an empty object."""
        return (yield from probed(self, "messages"))
