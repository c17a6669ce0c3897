"""The promise that `reasoning_effort` switches thinking."""

from __future__ import annotations

from answerback.checks.switching import Switch, promise_of, reasons_of
from answerback.values.injections import DropRequest


class ReasoningEffort(Switch):
    """OpenAI's own switch; `none` is known to some products only."""

    promise = promise_of("reasoning_effort")
    option = "reasoning_effort"
    reasons = reasons_of(DropRequest(path="reasoning_effort"), (), "dashscope")
