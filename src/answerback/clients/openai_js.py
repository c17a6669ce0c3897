"""OpenAI SDK (JavaScript)."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, FRAMED, SCHEMA, STREAM, TOOLS

CLIENT = Client(
    name="openai-js",
    title="OpenAI SDK (JavaScript)",
    needs=(CHAT, STREAM, FRAMED, TOOLS, SCHEMA),
    sources=("https://github.com/openai/openai-node",),
    settings='new OpenAI({{ baseURL: "{base}" }})',
)
