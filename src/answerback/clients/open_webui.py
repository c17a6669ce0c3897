"""Open WebUI."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, FRAMED, MODELS, REASONING, STREAM

CLIENT = Client(
    name="open-webui",
    title="Open WebUI",
    needs=(CHAT, MODELS, STREAM, FRAMED, REASONING),
    sources=("https://docs.openwebui.com/getting-started/quick-start/starting-with-openai-compatible/",),
    settings="OPENAI_API_BASE_URL={base}",
)
