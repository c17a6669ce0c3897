"""Makes what a service said safe to show: control characters, terminal escapes and direction marks become visible."""

from __future__ import annotations

import re
from typing import Any

from answerback.values.pattern import lazy

_UNSAFE = lazy("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
_NAMES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SURROGATE = lazy("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return one line without anything that a terminal or a reader could be deceived by."""
    return _SURROGATE.sub("\ufffd", _UNSAFE.sub(_escape, text))


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    return _NAMES.get(char) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def clean_facts(value: Any) -> Any:
    """Return facts with every text in them cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(k)): clean_facts(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [clean_facts(v) for v in value]
    return value
