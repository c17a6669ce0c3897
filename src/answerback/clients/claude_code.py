"""Claude Code."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import AGENT, MESSAGES

CLIENT = Client(
    name="claude-code",
    title="Claude Code",
    needs=(MESSAGES, AGENT),
    sources=("https://docs.claude.com/en/docs/claude-code/llm-gateway",),
    settings="ANTHROPIC_BASE_URL={root}",
)
