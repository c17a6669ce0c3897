"""Keeps keys out of what is quoted from a log: servers print their own command lines and environments."""

from __future__ import annotations

from answerback.values.pattern import lazy
from answerback.wire.redact import Redactor

_OPTION = lazy(
    r"(?i)(--?[a-z-]*(?:api-?keys?|token|password|secret)(?:[ =]|[\"'],\s*)[\"']?)(?![-$*\s])[^\s\"',}\])]{4,}"
)
_NAMES = r"api[-_]?keys?|_token|auth_token|hf_token|password|passwd|secret(?:_key)?|[a-z]_key(?:_id)?|amz-signature"
_SETTING = lazy(
    rf"(?i)([\"']?\b[a-z0-9_-]*(?:{_NAMES})[\"']?\s*[:=]\s*[\[({{]?\s*[\"']?)"
    r"(?!none\b|null\b|true\b|false\b|[$*<\s])([^\s\"',}\])]{4,})"
)
_LISTED = lazy(r"(?i)(api[-_]?keys?[\"']?\s*[:=]\s*[\[(])([^\])]*)([\])])")
_HEADER = lazy(r"(?i)\b((?:proxy-)?authorization[\"']?\s*[:=]\s*[\"']?(?:basic|bearer|token)\s+)[^\s\"',}]+")
_KNOWN = lazy(
    r"\b(?:AKIA[0-9A-Z]{12,}|gh[pousr]_[A-Za-z0-9]{16,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)"
)
_REDACTOR = Redactor(())


def hide(text: str) -> str:
    """Return a line without anything that looks like a key."""
    text = _LISTED.sub(r"\1***\3", text)
    text = _OPTION.sub(r"\1***", text)
    text = _SETTING.sub(r"\1***", text)
    text = _HEADER.sub(r"\1***", text)
    return _REDACTOR.text(_KNOWN.sub("***", text))
