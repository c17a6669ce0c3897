"""Chatbox."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, FRAMED, MODELS, STREAM

CLIENT = Client(
    name="chatbox",
    title="Chatbox",
    needs=(CHAT, STREAM, FRAMED, MODELS),
    sources=("https://docs.chatboxai.app/en/guides/providers",),
    settings="OpenAI API Compatible, API Host: {base}",
)
