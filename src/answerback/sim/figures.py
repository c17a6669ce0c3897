"""The metrics page of a simulated service: what it truly has counted, under the product's names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from answerback.gauges import Gauge, Metrics

SLOTS = 64
"""Generations at which the simulated KV cache is full."""


class Tally(msgspec.Struct):
    """What a service counts while it serves."""

    running: int = 0
    waiting: int = 0
    looked_up: int = 0
    """Prompt tokens so far."""
    hits: int = 0
    """Those that an earlier prompt began with."""
    queue_s: float = 0.0
    queued: int = 0

    def gauges(self) -> dict[Gauge, float]:
        """Return the plain figures by quantity."""
        return {
            Gauge.RUNNING: self.running,
            Gauge.WAITING: self.waiting,
            Gauge.KV_USE: min(1.0, self.running / SLOTS),
            Gauge.PREEMPTIONS: 0,
            Gauge.PREFIX_QUERIES: self.looked_up,
            Gauge.PREFIX_HITS: self.hits,
            Gauge.PREFIX_HIT_RATE: self.hits / self.looked_up if self.looked_up else 0.0,
            Gauge.PROMPT_TOKENS: self.looked_up,
        }


def page(known: Metrics, tally: Tally, model: str) -> bytes:
    """Return the page in Prometheus' text format, under the current version's names."""
    return "\n".join([*_lines(known, tally, model), ""]).encode()


def _lines(known: Metrics, tally: Tally, model: str) -> Iterator[str]:
    label = msgspec.json.encode(model).decode()
    values: dict[str, Any] = {known.names[g][0]: value for g, value in tally.gauges().items() if g in known.names}
    if Gauge.QUEUE_TIME in known.names:
        name = known.names[Gauge.QUEUE_TIME][0]
        values |= {f"{name}_sum": tally.queue_s, f"{name}_count": tally.queued}
    for name, value in values.items():
        yield f"# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}"
        yield f'{name}{{engine="0",model_name={label}}} {float(value)}'
