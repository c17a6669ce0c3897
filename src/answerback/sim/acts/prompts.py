"""Reads what a request asks: its messages, its text, its length."""

from __future__ import annotations

from typing import Any

import msgspec

from answerback.sim import tokens
from answerback.sim.stage import Call

PER_MESSAGE = 4
TURN = 3


def messages(body: Any) -> list[dict[str, Any]]:
    """Return the messages of a request's body that are messages."""
    found = body.get("messages") if isinstance(body, dict) else None
    return [m for m in found if isinstance(m, dict)] if isinstance(found, list) else []


def text(message: dict[str, Any]) -> str:
    """Return a message's text, parts joined."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "\n".join(part for part in parts if isinstance(part, str))
    return ""


def length(call: Call) -> int:
    """Return about how many tokens the prompt has, template included."""
    body = call.json()
    if not isinstance(body, dict):
        return 0
    if isinstance(body.get("prompt"), str):
        return tokens.count(body["prompt"])
    total = TURN + sum(PER_MESSAGE + tokens.count(text(message)) for message in messages(body))
    if body.get("tools"):
        total += tokens.count(msgspec.json.encode(body["tools"]).decode())
    return total


def at(body: Any, path: str) -> Any:
    """Return what stands under a dotted path, or None."""
    for name in path.split("."):
        if isinstance(body, list) and name.isdigit() and int(name) < len(body):
            body = body[int(name)]
        elif isinstance(body, dict):
            body = body.get(name)
        else:
            return None
    return body
