"""LiteLLM."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, FIELDS, FRAMED, STREAM, TOOLS, TOOLS_STREAMED, USAGE

CLIENT = Client(
    name="litellm",
    title="LiteLLM",
    needs=(CHAT, FIELDS, STREAM, FRAMED, TOOLS, TOOLS_STREAMED, USAGE),
    sources=("https://docs.litellm.ai/docs/providers/openai_compatible",),
    settings='completion(model="openai/{model}", api_base="{base}")',
)
