"""Keeps keys out of everything that is shown or saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote

from answerback.values.pattern import lazy
from answerback.values.target import Secret, Target

SECRET_HEADERS = frozenset({"authorization", "api-key", "x-api-key", "proxy-authorization", "cookie", "set-cookie"})
_LOOKS_LIKE_KEY = lazy(r"\b(?:sk|pk|hf|gsk|ms|AIza)[-_][A-Za-z0-9_\-]{12,}")
_BEARER = lazy(r"(?i)\b(bearer\s+)[^\s\"'$*]{6,}")
_USERINFO = lazy(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s:@]+:[^/\s@]+@")
_NAMED_KEY = lazy(r"""(?i)(api[-_]?keys?["']?(?:\s*[:=]\s*|\s+)["']?)(?!\$|\*|-|null|none)([^\s"',}\]]{6,})""")
"""A key that a server tells of itself: `"api_key": "…"`, `--api-key …` in its own command line."""
_OPTION = lazy(r"(?i)(--?[a-z-]*api-keys?[ =]|[\"'][a-z_]*api_keys?[\"']\s*:)")

_SECRET_NAME = lazy(r"(?i)key|token|secret|auth|cookie|pass|session|credential|signature")
"""Header names that tell that the value is not for everyone."""
_PARTS = lazy(r"[\s;=,]+")
_PASSWORD = lazy(r"://[^/\s:@]*:([^/\s@]+)@")

_TELLING = 6
"""So many characters of a secret are too many."""


class Redactor:
    """Replaces secrets in text, wherever they turn up."""

    def __init__(self, secrets: Iterable[str], stand_in: str = "***") -> None:
        self.secrets = sorted({s for s in secrets if len(s) >= 4}, key=len, reverse=True)
        self.stand_in = stand_in

    def text(self, value: str) -> str:
        """Return the text without the known secrets and without anything that looks like a key."""
        for secret in self.secrets:
            if secret in value:
                value = value.replace(secret, self.stand_in)
            value = self._end(value, secret)
        value = _BEARER.sub(r"\1***", value)
        if _OPTION.search(value):
            value = _NAMED_KEY.sub(r"\1***", value)
        value = _USERINFO.sub(r"\1***@", value)
        return _LOOKS_LIKE_KEY.sub("***", value)

    def _end(self, value: str, secret: str) -> str:
        """Replace the beginning of a secret at the end of a text that was cut there."""
        tail = value.rstrip("…")[-len(secret) :]
        start = tail.find(secret[:_TELLING])
        while start >= 0:
            if secret.startswith(tail[start:]):
                return value.rstrip("…")[: len(value.rstrip("…")) - len(tail) + start] + self.stand_in
            start = tail.find(secret[:_TELLING], start + 1)
        return value

    def data(self, value: bytes) -> bytes:
        """Return bytes without the known secrets."""
        for secret in self.secrets:
            value = value.replace(secret.encode(), self.stand_in.encode())
        return value

    def any(self, value: Any) -> Any:
        """Return a JSON-like value, redacted throughout."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.any(key): self.any(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.any(item) for item in value)
        return value


def is_secret(header: str) -> bool:
    """Whether a header of that name carries what is not for everyone."""
    return header.lower() in SECRET_HEADERS or _SECRET_NAME.search(header) is not None


def for_target(target: Target) -> Redactor:
    """Return the redactor for a target: its key, and what its secret headers and its URL carry, however spelled."""
    secrets = [target.key.reveal(), target.key.reveal().strip()] if isinstance(target.key, Secret) else []
    for name, value in target.headers:
        if is_secret(name):
            secrets += [value, *(part for part in _PARTS.split(value) if len(part) >= 8)]
    if password := _PASSWORD.search(target.url):
        secrets += [password.group(1), unquote(password.group(1))]
    return Redactor([*secrets, *(spelled for secret in secrets for spelled in _spelled(secret))], f"${target.key_name}")


def _spelled(secret: str) -> tuple[str, ...]:
    """Return a secret as a service may echo it: percent-encoded, or with slashes escaped in JSON."""
    return quote(secret, safe=""), secret.replace("/", "\\/"), secret.replace("\\", "\\\\").replace('"', '\\"')
