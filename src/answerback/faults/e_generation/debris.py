"""What else fails when the text itself is debris: no check that reads it can be right, and none says anything new."""

from __future__ import annotations

from typing import Any

from answerback.checks.chat.sane_streams import SaneStreams
from answerback.fault import Diagnosis, Seen
from answerback.values.result import Confidence, Mode, Status

_READ_TEXT = frozenset({"chat", "sampling", "tools", "json", "thinking", "limits", "streaming"})


def absorb(seen: Seen) -> None:
    """Rest also on every check that reads what the model says and found a promise broken."""
    for result in seen.results.values():
        if result.status in (Status.FAIL, Status.IGNORED) and result.family in _READ_TEXT:
            seen.consulted.append(result.check)


def streams_only(seen: Seen, **facts: Any) -> Diagnosis:
    """Return the diagnosis of debris that streams have and whole answers have not; what fails beside it says nothing
    new."""
    absorb(seen)
    seen.consulted.insert(0, SaneStreams.id)
    found = seen.facts(SaneStreams)
    said = {"excerpt": found["excerpt"], "answers": 1, "of": found["of"], "mode": Mode.STREAMS, **facts}
    return Diagnosis(Confidence.CERTAIN, said, covers=("F06", "H17", "I15", "J", "M06"))
