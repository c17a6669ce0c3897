"""The promise that `thinking: {"type": …}` switches thinking."""

from __future__ import annotations

from answerback.checks.switching import Switch, promise_of, reasons_of


class ThinkingType(Switch):
    """The spelling of DeepSeek, Kimi and Zhipu (taken from Anthropic)."""

    promise = promise_of("thinking.type")
    option = "thinking"
    reasons = reasons_of((), (), "dashscope")
