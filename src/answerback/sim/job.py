"""A request that was understood: what is to be answered, and how."""

from __future__ import annotations

from typing import Any

import msgspec

from answerback.sim.brain import Params, Prompt


class Job(msgspec.Struct, kw_only=True):
    """One chat or completion request after validation."""

    chat: bool
    body: dict[str, Any]
    model: str
    """The name that the answer carries."""
    prompt: Prompt
    params: Params
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """How many of them stand at the start of an earlier prompt too."""
    n: int = 1
    stream: bool = False
    usage: bool = False
    """A usage report was asked for in the stream."""
    continuous_usage: bool = False
    logprobs: int | None = None
    parser: str | None = None
    """Reasoning parser; None leaves the tags in the content."""
    tools: bool = False
    """Tool calls are parsed out of the text."""
    named: bool = False
    """One tool was demanded by its name."""
    echo: bool = False
    """`/v1/completions`: the prompt comes back before the text."""
    hide_reasoning: bool = False
    id: str = ""
    created: int = 0
