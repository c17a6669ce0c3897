"""What was said in answer to one request, put together, and what it cost."""

from __future__ import annotations

from typing import Any

import msgspec


class Said(msgspec.Struct, kw_only=True):
    """One choice, put together."""

    index: int = 0
    content: str = ""
    reasoning: str = ""
    calls: list[dict[str, Any]] = []
    finish: str = ""
    stop: str | None = None
    """The stop string that ended it."""
    tokens: int = 0
    reasoning_tokens: int = 0
    logprobs: list[dict[str, Any]] | None = None


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What a request cost."""

    prompt: int
    completion: int
    reasoning: int = 0
    cached: int = 0
    first: int = 0
    """Completion tokens of the first choice alone."""
