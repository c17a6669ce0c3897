"""Distributions of times in flat memory: sparse log-linear counts (0.1 % wide), which merge by adding.

The layout is that of HdrHistogram (http://hdrhistogram.org/): a value keeps its eleven leading bits. The interval of a
percentile comes from order statistics: the ranks between which it lies with 95 % are binomial, whatever the
distribution (Hahn & Meeker, Statistical Intervals, section 5.2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import ceil, floor, sqrt

from answerback.bench.report import Spread

BITS = 11
Z95 = 1.959964
PERCENTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}
BINS = 60
MS = 1e6
"""Nanoseconds in a millisecond."""


def key_of(value: int) -> int:
    """Return the bucket of a value >= 0."""
    shift = value.bit_length() - BITS
    return (shift << BITS) + (value >> shift) if shift > 0 else value


def value_of(key: int) -> float:
    """Return the middle of a bucket."""
    shift = key >> BITS
    return ((key & ((1 << BITS) - 1)) << shift) + ((1 << shift) - 1) / 2


class Histogram:
    """Counts of nanoseconds. `clusters`: how many independent sources they come from (requests), if fewer than `n`."""

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()
        self.n = self.clusters = 0
        self.sum = self.squares = 0.0
        self.least: int | None = None
        self.most = 0

    def add(self, value: int) -> None:
        """Count one value of a request."""
        self.add_all((value,))

    def add_all(self, values: Sequence[int], weight: int = 1) -> None:
        """Count values that come from one request, each `weight` times."""
        if not values:
            return
        counts = self.counts
        if weight == 1:
            counts.update(map(key_of, values))
        else:
            for value in values:
                counts[key_of(value)] += weight
        total = sum(values)
        self.n += len(values) * weight
        self.clusters += 1
        self.sum += total * weight
        self.squares += (total / len(values)) ** 2
        low, high = min(values), max(values)
        self.most = max(self.most, high)
        self.least = low if self.least is None else min(self.least, low)

    def merge(self, other: Histogram) -> None:
        """Add another's counts."""
        self.counts.update(other.counts)
        self.n += other.n
        self.clusters += other.clusters
        self.sum += other.sum
        self.squares += other.squares
        self.most = max(self.most, other.most)
        if other.least is not None:
            self.least = other.least if self.least is None else min(self.least, other.least)

    def at(self, share: float) -> float | None:
        """Return the value (ns) below which a share of all lies."""
        return self.at_ranks([max(1, ceil(share * self.n))])[0] if self.n else None

    def at_ranks(self, ranks: Sequence[int]) -> list[float]:
        """Return the values (ns) at ascending ranks, from 1."""
        out: list[float] = []
        seen = 0
        left = list(ranks)
        for key in sorted(self.counts):
            seen += self.counts[key]
            while left and seen >= left[0]:
                out.append(self._clipped(value_of(key)))
                left.pop(0)
            if not left:
                return out
        return out + [float(self.most)] * len(left)

    def _clipped(self, value: float) -> float:
        return min(max(value, float(self.least or 0)), float(self.most))

    def interval(self, share: float) -> tuple[float, float] | None:
        """Return the 95 % interval (ns) of a percentile, or None where too little was seen to give both ends.

        Gaps within one answer hang together, so that a request counts once, however many gaps it has.
        """
        n = min(self.n, self.clusters)
        spread = Z95 * sqrt(n * share * (1 - share))
        low, high = floor(n * share - spread), ceil(n * share + spread) + 1
        if low < 1 or high > n:
            return None
        scale = self.n / n
        below, above = self.at_ranks([max(1, round(low * scale)), min(self.n, round(high * scale))])
        return below, above

    def spread(self) -> Spread:
        """Return the distribution in milliseconds."""
        if not self.n:
            return Spread()
        found = self.at_ranks([max(1, ceil(share * self.n)) for share in PERCENTILES.values()])
        intervals = {name: self.interval(share) for name, share in PERCENTILES.items()}
        return Spread(
            n=self.n,
            mean=_ms(self.sum / self.n),
            max=_ms(self.most),
            min=_ms(self.least or 0),
            ci95={name: (_ms(ends[0]), _ms(ends[1])) for name, ends in intervals.items() if ends is not None},
            histogram=self._bins(),
            **{name: _ms(value) for name, value in zip(PERCENTILES, found, strict=True)},
        )

    def _bins(self) -> list[tuple[float, int]]:
        low = float(self.least or 0)
        width = (self.most - low) / BINS
        bins: Counter[int] = Counter()
        for key, count in self.counts.items():
            at = self._clipped(value_of(key))
            bins[min(BINS - 1, int((at - low) / width)) if width else 0] += count
        return [(_ms(low + place * width), bins[place]) for place in sorted(bins)]


def _ms(ns: float) -> float:
    return round(ns / MS, 4)
