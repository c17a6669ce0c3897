"""Parameters that are ignored in one mode only: what the fault of each tells of it."""

from __future__ import annotations

from typing import Any

from answerback.checks.sampling.both_modes import BothModes
from answerback.fault import Seen
from answerback.values.result import Mode


def one_mode(seen: Seen, parameter: str) -> dict[str, Any]:
    """Return the facts of a parameter that streams or whole answers alone ignore; empty if there are none."""
    facts = seen.facts(BothModes)
    for mode in Mode:
        if parameter in facts.get(str(mode), ()) and seen.ignored(BothModes):
            return {**facts["shown"][parameter], "mode": mode}
    return {}


def only(alone: dict[str, Any]) -> dict[str, Any]:
    """Return the mode among such facts."""
    return {"mode": alone["mode"]} if alone else {}
