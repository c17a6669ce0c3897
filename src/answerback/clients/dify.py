"""Dify."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, FRAMED, REASONING, STREAM, TOOLS, USAGE

CLIENT = Client(
    name="dify",
    title="Dify",
    needs=(CHAT, STREAM, FRAMED, TOOLS, REASONING, USAGE),
    sources=("https://github.com/langgenius/dify-official-plugins",),
    settings="OpenAI-API-compatible, API endpoint URL: {base}",
)
