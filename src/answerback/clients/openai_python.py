"""OpenAI SDK (Python)."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, FRAMED, SCHEMA, STREAM, TOOLS

CLIENT = Client(
    name="openai-python",
    title="OpenAI SDK (Python)",
    needs=(CHAT, STREAM, FRAMED, TOOLS, SCHEMA),
    sources=("https://github.com/openai/openai-python",),
    settings='OpenAI(base_url="{base}")',
)
