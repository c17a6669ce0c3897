"""Cline."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, ONLY_FRAMED, ONLY_STREAM, SYSTEM, USAGE

CLIENT = Client(
    name="cline",
    title="Cline",
    needs=(CHAT, ONLY_STREAM, ONLY_FRAMED, SYSTEM, USAGE),
    sources=("https://docs.cline.bot/provider-config/openai-compatible",),
    settings="OpenAI Compatible, Base URL: {base}, Model ID: {model}",
)
