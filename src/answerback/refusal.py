"""Whether a request that cannot be served was refused as it should be: a clean 4xx that names the cause."""

from __future__ import annotations

from typing import Any

from answerback.wire.openai import Reading

BUSY = (401, 403, 404, 405, 408, 429, 503, 504)
"""Statuses that tell of something else than the mistake in the request."""


def judge(heard: Reading, causes: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """Return a reason (empty: refused rightly) and facts: status, shape of the error, message."""
    error = heard.error
    message = error.message if error is not None else heard.failure.message if heard.failure else heard.text[:200]
    facts = {"status": heard.status, "message": message, "shape": str(error.shape) if error is not None else ""}
    if heard.failure is not None or heard.status in BUSY:
        return "not-judged", facts
    if heard.status >= 500:
        return "server-error", facts
    if heard.status < 400:
        return ("accepted" if error is None else "not-judged"), facts
    said = f"{message} {error.param if error is not None else ''}".lower()
    return ("" if any(cause in said for cause in causes) else "unclear"), facts
