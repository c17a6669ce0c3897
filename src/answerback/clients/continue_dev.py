"""Continue."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, FRAMED, STREAM, SYSTEM, TOOLS

CLIENT = Client(
    name="continue-dev",
    title="Continue",
    needs=(CHAT, STREAM, FRAMED, SYSTEM, TOOLS),
    sources=("https://docs.continue.dev/customize/model-providers/top-level/openai",),
    settings="provider: openai, apiBase: {base}, model: {model}",
)
