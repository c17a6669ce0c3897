"""What happened when, in slices that double in width as a run gets long, so that memory stays flat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from answerback.bench.report import Moment

FIRST_NS = 10_000_000
MOST = 1024
"""Slices beyond which two become one: no edge is off by more than a thousandth of a run."""
SHOWN = 240
FIELDS = ("sent", "ok", "failed", "tokens", "ttft_sum", "ttft_n", "gap_sum", "gap_n", "prompt")


class Timeline:
    """Counts by slice of time since the stage started."""

    def __init__(self) -> None:
        self.width = FIRST_NS
        self.counts: dict[str, Counter[int]] = {name: Counter() for name in FIELDS}

    def add(self, field: str, at_ns: int, amount: float = 1) -> None:
        """Count something at a time."""
        place = max(0, at_ns) // self.width
        self.counts[field][place] += amount  # type: ignore[assignment]
        if place >= MOST:
            self._double(place)

    def add_tokens(self, at_ns: Sequence[int], each: float) -> None:
        """Count the tokens of events."""
        if not at_ns:
            return
        width = self.width
        tokens = self.counts["tokens"]
        if each == 1:
            tokens.update([at // width for at in at_ns])
        else:
            for place, count in Counter([at // width for at in at_ns]).items():
                tokens[place] += count * each  # type: ignore[assignment]
        if at_ns[-1] // width >= MOST:
            self._double(at_ns[-1] // width)

    def _double(self, place: int) -> None:
        while place >= MOST:
            place //= 2
            self.width *= 2
            for name, counts in self.counts.items():
                merged: Counter[int] = Counter()
                for at, count in counts.items():
                    merged[at // 2] += count
                self.counts[name] = merged

    def merge(self, other: Timeline) -> None:
        """Add another's counts; both started at the same time."""
        wide = max(self.width, other.width)
        for name in FIELDS:
            merged: Counter[int] = Counter()
            for line in (self, other):
                for at, count in line.counts[name].items():
                    merged[at * line.width // wide] += count
            self.counts[name] = merged
        self.width = wide

    def total(self, field: str, begin_ns: int, end_ns: int) -> float:
        """Return what was counted between two times; a slice at an edge counts by the part of it that is inside."""
        found = 0.0
        for place, count in self.counts[field].items():
            low = place * self.width
            inside = min(end_ns, low + self.width) - max(begin_ns, low)
            if inside > 0:
                found += count * inside / self.width
        return found

    def moments(self) -> list[Moment]:
        """Return the slices for showing, at most `SHOWN`."""
        last = max((max(counts, default=0) for counts in self.counts.values()), default=0)
        step = last // SHOWN + 1
        out: list[Moment] = []
        active = 0.0
        for begin in range(0, last + 1, step):
            sums = {name: self._sum(name, range(begin, begin + step)) for name in FIELDS}
            active += sums["sent"] - sums["ok"] - sums["failed"]
            out.append(
                Moment(
                    at_s=round(begin * self.width / 1e9, 3), sent=int(sums["sent"]), ok=int(sums["ok"]),
                    failed=int(sums["failed"]), active=max(0, int(active)), tokens=round(sums["tokens"]),
                    ttft_ms=_mean_ms(sums["ttft_sum"], sums["ttft_n"]), itl_ms=_mean_ms(sums["gap_sum"], sums["gap_n"]),
                )
            )  # fmt: skip
        return out

    def _sum(self, field: str, places: Iterable[int]) -> float:
        counts = self.counts[field]
        return sum(counts[place] for place in places if place in counts)


def _mean_ms(total: float, n: float) -> float | None:
    return round(total / n / 1e6, 3) if n else None
