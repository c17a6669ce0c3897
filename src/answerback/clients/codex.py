"""Codex CLI."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import AGENT, RESPONSES

CLIENT = Client(
    name="codex",
    title="Codex CLI",
    needs=(RESPONSES, AGENT),
    sources=("https://github.com/openai/codex/blob/main/docs/config.md",),
    settings='base_url = "{base}", wire_api = "responses"',
)
