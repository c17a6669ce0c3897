"""Whether a service was slow in this run: what makes a remark on its machine a fault worth mending."""

from __future__ import annotations

from answerback.checks.host.speed import Readable
from answerback.checks.load.prefill import PrefillFast
from answerback.checks.probes import HELLO
from answerback.fault import Seen

SLOW_S = 10.0
"""A short first answer that took longer was felt by whoever asked."""


def slow(seen: Seen) -> bool:
    """Whether words came slowly, long prompts took long, or the first answer took very long."""
    if seen.broke(Readable) or seen.broke(PrefillFast):
        return True
    first = next((r for r in seen.readings.values() if r.exchange.ask == HELLO), None)
    return first is not None and first.exchange.phases.end_s >= SLOW_S
