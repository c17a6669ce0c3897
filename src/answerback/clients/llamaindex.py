"""LlamaIndex."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, FIELDS, FRAMED, STREAM, TOOLS

CLIENT = Client(
    name="llamaindex",
    title="LlamaIndex",
    needs=(CHAT, FIELDS, STREAM, FRAMED, TOOLS),
    sources=("https://developers.llamaindex.ai/python/examples/llm/openai_like/",),
    settings='OpenAILike(api_base="{base}", model="{model}", is_chat_model=True)',
)
