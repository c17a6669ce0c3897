"""Reads parameters as people write them: `first_s=2, on.stream=true`, `"[DONE]"`, `headers=[["a", "b"]]`."""

from __future__ import annotations

import ast
import re
from typing import Any

import msgspec


def read(text: str) -> tuple[dict[str, Any], list[Any]]:
    """Return the named and the unnamed parameters. Raises ValueError where quotes or brackets stay open."""
    named: dict[str, Any] = {}
    unnamed: list[Any] = []
    for part in _split(text):
        name, equals, value = part.partition("=")
        if equals and re.fullmatch(r"\s*[A-Za-z_][\w.]*\s*", name):
            named[name.strip()] = _value(value.strip())
        else:
            unnamed.append(_value(part.strip()))
    return named, unnamed


def _split(text: str) -> list[str]:
    """Split at commas that stand outside of quotes and brackets."""
    parts, depth, quote, start, skip = [], 0, "", 0, False
    for place, char in enumerate(text):
        if skip:
            skip = False
        elif quote:
            skip = char == "\\"
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[start:place])
            start = place + 1
    if quote or depth:
        raise ValueError("quotes or brackets stay open")
    parts.append(text[start:])
    return [part for part in parts if part.strip()]


def _value(text: str) -> Any:
    """Return a value: JSON, a Python literal, or the text as it stands."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
