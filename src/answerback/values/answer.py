"""What a service said, read tolerantly from any dialect."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec


class ErrorShape(StrEnum):
    """The envelopes in which services report an error."""

    OPENAI = "openai"
    """`{"error": {"message", "type", "param", "code"}}`"""
    FLAT = "flat"
    """`{"object": "error", "message", "type", "code"}` (SGLang, LMDeploy, vLLM up to 0.10.0)"""
    STRING = "string"
    """`{"error": "text"}` (vLLM's 401, TGI)"""
    DETAIL = "detail"
    """`{"detail": …}` (FastAPI)"""
    CODE = "code"
    """`{"code": …, "message": …}` (SiliconFlow and others)"""
    HTML = "html"
    TEXT = "text"
    EMPTY = "empty"


class ErrorInfo(msgspec.Struct, frozen=True):
    """An error in whatever shape it came."""

    shape: ErrorShape
    message: str
    type: str = ""
    code: str = ""
    param: str = ""


class ToolCall(msgspec.Struct, frozen=True):
    """One function call; `arguments` as the text that was sent."""

    name: str
    arguments: str
    id: str = ""
    index: int | None = None


class Choice(msgspec.Struct, frozen=True):
    """One choice, whether it came whole or was put together from deltas."""

    index: Any
    role: str | None
    content: str | None
    """None where content was null or absent."""
    reasoning: str | None
    reasoning_field: str
    """`reasoning_content`, `reasoning` or empty."""
    finish_reason: Any
    tool_calls: tuple[ToolCall, ...] = ()
    logprobs: Any = None

    @property
    def text(self) -> str:
        """Content, or an empty string."""
        return self.content or ""

    @property
    def thought(self) -> str:
        """Reasoning without surrounding blanks, or an empty string."""
        return (self.reasoning or "").strip()


class Usage(msgspec.Struct, frozen=True):
    """Token counts; None where a count is missing or no whole number (see `raw`)."""

    prompt: int | None
    completion: int | None
    total: int | None
    reasoning: int | None = None
    cached: int | None = None
    raw: Any = None


class Answer(msgspec.Struct, frozen=True):
    """A chat answer or an error, from a whole body or from a stream."""

    id: Any = None
    object: Any = None
    created: Any = None
    model: Any = None
    choices: tuple[Choice, ...] = ()
    usage: Usage | None = None
    error: ErrorInfo | None = None
    fingerprint: str = ""
    raw: Any = None
    """The decoded body (whole answers), else None."""

    @property
    def first(self) -> Choice | None:
        """The first choice, if there is one."""
        return self.choices[0] if self.choices else None

    @property
    def text(self) -> str:
        """Content of the first choice, or an empty string."""
        return self.choices[0].text if self.choices else ""
