"""Whether the Responses API is there beside chat completions."""

from __future__ import annotations

from answerback.check import Check, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.routes import REASONS, probed
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class ResponsesRoute(Check):
    """Sends an empty request, which generates nothing: a route that is there finds fault with it."""

    promise = Text(en="There is a Responses API (POST /responses).", zh="提供 Responses 接口（POST /responses）。")
    why = Text(en="Codex CLI speaks nothing else.", zh="Codex CLI 只使用这个接口。")
    level = DEEP
    needs = (Answers,)
    severity = Severity.INFO
    capability = "responses"
    reasons = REASONS

    def run(self) -> Steps:
        """Ask with an empty object."""
        return (yield from probed(self, "responses"))
