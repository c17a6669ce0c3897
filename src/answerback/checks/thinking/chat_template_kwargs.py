"""The promise that `chat_template_kwargs.enable_thinking` switches thinking."""

from __future__ import annotations

from answerback.checks.switching import Switch, promise_of, reasons_of
from answerback.values.injections import DropRequest


class ChatTemplateKwargs(Switch):
    """Goes to the chat template; it works wherever the template is the model's own. DashScope and Ollama drop it."""

    promise = promise_of("chat_template_kwargs.enable_thinking")
    option = "chat_template_kwargs"
    reasons = reasons_of(DropRequest(path="chat_template_kwargs"), (), "dashscope")
