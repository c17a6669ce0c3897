"""An answer while it arrives: what each piece of a stream says, for a person who watches."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from answerback.wire.openai import NOTHING, decode


class Kind(StrEnum):
    """What a piece of an answer is."""

    TEXT = "text"
    REASONING = "reasoning"


class Live:
    """Takes bytes as they come and yields what a model says in them; what is no stream yields nothing."""

    def __init__(self) -> None:
        self.rest = b""

    def feed(self, data: bytes) -> Iterator[tuple[Kind, str]]:
        """Yield the texts that became whole with these bytes."""
        lines = (self.rest + data).replace(b"\r\n", b"\n").split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            if line.startswith(b"data:"):
                yield from said(decode(line[5:].strip()))


def said(chunk: Any) -> Iterator[tuple[Kind, str]]:
    """Yield what the first choice of a chunk says."""
    choices = chunk.get("choices") if chunk is not NOTHING and isinstance(chunk, dict) else None
    delta = choices[0].get("delta") if isinstance(choices, list) and choices and isinstance(choices[0], dict) else None
    if not isinstance(delta, dict):
        return
    for field, kind in (("reasoning_content", Kind.REASONING), ("reasoning", Kind.REASONING), ("content", Kind.TEXT)):
        text = delta.get(field)
        if isinstance(text, str) and text:
            yield kind, text
