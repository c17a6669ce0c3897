"""A line as the server wrote it: without colours, and without what Docker, Kubernetes or journald put before it."""

from __future__ import annotations

from typing import Any

import msgspec

from answerback.values.pattern import lazy

LONGEST = 16_384
"""Characters of a line that are looked at."""
_ESCAPES = lazy(r"\x1b(?:\[[0-9;:?<=>]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
_VISIBLE = lazy(r"(?:\^\[|#033|\\x1b|\\u001b|\\033)\[[0-9;]*m")
"""Colours that a log collector has made visible."""
_CRI = lazy(r"^\d{4}-\d\d-\d\dT[\d:.,]+(?:Z|[+-]\d\d:?\d\d)\s+(?:stdout|stderr)\s+[FP]\s")
_STAMP = lazy(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]?\d*(?:Z|[+-]\d\d:?\d\d)\s(?!\s*(?:INFO|WARN|ERROR|DEBUG)\b)")
"""`docker logs -t`, `kubectl logs --timestamps`; a stamp with a level after it is the server's own."""
_POD = lazy(r"^\[(?:pod/)?[\w.-]+(?:/[\w.-]+)+\]\s")
_COMPOSE = lazy(r"^[\w.-]{1,60}\s{0,40}\|\s?")
_SYSLOG = lazy(
    r"^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2}\s{1,2}\d{1,2}\s[\d:.]{8,15}|\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)"
    r"\s[\w.-]+\s(?P<program>[\w./@:-]+)\[\d+\]:\s?"
)
_ODD = {ord(char): None for char in "\ufeff\x00"}


def bare(raw: str) -> str:
    """Return the line as the server wrote it."""
    line = raw.rstrip("\r\n")[:LONGEST]
    if "\x1b" in line:
        line = _ESCAPES.sub("", line)
    if "[" in line and _VISIBLE.search(line):
        line = _VISIBLE.sub("", line)
    if not line.isascii():
        line = line.translate(_ODD)
    if line.startswith("{"):
        line = _within(line)
    for _ in range(3):  # one shipper may stand before another
        shorter = _without_prefix(line)
        if shorter is line:
            return line
        line = shorter
    return line


def _without_prefix(line: str) -> str:
    head = line[:1]
    if head == "[":
        return _POD.sub("", line, 1) if _POD.match(line) else line
    if head.isdigit():
        for pattern in (_CRI, _SYSLOG, _STAMP):
            if pattern.match(line):
                return pattern.sub("", line, 1)
    if "|" in line[:100] and (match := _COMPOSE.match(line)) is not None:
        return line[match.end() :]
    if head.isupper() or head == "<":
        match = _SYSLOG.match(line)
        if match is not None:  # systemd's own words are worth knowing as such
            keep = "systemd: " if match.group("program") == "systemd" else ""
            return keep + line[match.end() :]
    return line


def _within(line: str) -> str:
    """Return the text in a JSON line: Docker's own files, or a server that logs JSON."""
    try:
        said: Any = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return line
    for name in ("log", "message", "msg", "MESSAGE", "fields"):
        text = said.get(name)
        if isinstance(text, dict):
            text = text.get("message")
        if isinstance(text, str):
            level = str(said.get("level") or said.get("levelname") or "")
            return f"{level} {text}".strip("\n ") if level else text.rstrip("\n")
    return line
