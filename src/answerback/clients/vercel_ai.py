"""Vercel AI SDK."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, FRAMED, SCHEMA, STREAM, TOOLS, TOOLS_STREAMED

CLIENT = Client(
    name="vercel-ai",
    title="Vercel AI SDK",
    needs=(CHAT, STREAM, FRAMED, TOOLS, TOOLS_STREAMED, SCHEMA),
    sources=("https://ai-sdk.dev/providers/openai-compatible-providers",),
    settings='createOpenAICompatible({{ name: "own", baseURL: "{base}" }})',
)
