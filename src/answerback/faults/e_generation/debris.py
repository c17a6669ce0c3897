"""What else fails when the text itself is debris: no check that reads it can be right, and none says anything new."""

from __future__ import annotations

from answerback.fault import Seen
from answerback.values.result import Status

_READ_TEXT = frozenset({"chat", "sampling", "tools", "json", "thinking", "limits", "streaming"})


def absorb(seen: Seen) -> None:
    """Rest also on every failed check that reads what the model says."""
    for result in seen.results.values():
        if result.status is Status.FAIL and result.family in _READ_TEXT:
            seen.consulted.append(result.check)
