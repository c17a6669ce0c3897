"""The promise that a top-level `enable_thinking` switches thinking."""

from __future__ import annotations

from answerback.checks.switching import Switch, promise_of, reasons_of


class EnableThinking(Switch):
    """Its place at DashScope and SiliconFlow, and at LMDeploy and Xinference; vLLM, SGLang and llama.cpp drop it."""

    promise = promise_of("enable_thinking")
    option = "enable_thinking"
    reasons = reasons_of((), (), "deepseek")
