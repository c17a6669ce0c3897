"""A histogram of durations, written as Prometheus reads it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds: from one step of a tiny model to a long prompt on a slow machine."""


class Histogram:
    """Counts durations in seconds."""

    def __init__(self, bounds: tuple[float, ...] = BOUNDS) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        """Count one duration."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.sum += seconds

    def samples(self, labels: str = "") -> Iterator[tuple[str, float]]:
        """Yield the ends of sample names, labels included, with their values; `labels` as they stand in braces."""
        before = f"{labels}," if labels else ""
        around = f"{{{labels}}}" if labels else ""
        total = 0
        for bound, count in zip((*(f"{bound:g}" for bound in self.bounds), "+Inf"), self.counts, strict=True):
            total += count
            yield f'_bucket{{{before}le="{bound}"}}', total
        yield f"_sum{around}", round(self.sum, 6)
        yield f"_count{around}", total
