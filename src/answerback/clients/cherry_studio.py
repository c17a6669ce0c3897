"""Cherry Studio."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, MODELS, ONLY_FRAMED, ONLY_STREAM, REASONING

CLIENT = Client(
    name="cherry-studio",
    title="Cherry Studio",
    needs=(CHAT, ONLY_STREAM, ONLY_FRAMED, MODELS, REASONING),
    sources=("https://docs.cherry-ai.com/",),
    settings="OpenAI, API Host: {base}",
)
