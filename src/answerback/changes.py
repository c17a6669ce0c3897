"""Compares two reports on one service: what is new, gone, flipped, slower."""

from __future__ import annotations

from answerback.values.changes import Changes, Flip, Shift, label
from answerback.values.report import Report
from answerback.values.result import Status

TESTED = (Status.PASS, Status.FAIL, Status.WARN, Status.IGNORED, Status.UNSUPPORTED)
FIGURES = ("ttft_ms", "itl_ms", "tokens_per_s")


def between(before: Report, now: Report) -> Changes:
    """Return what changed. What only one of them tested is no flip, and no fault that went."""
    old, new = {label(f): f for f in before.faults}, {label(f): f for f in now.faults}
    was = {r.check: r.status for r in before.results if r.status in TESTED}
    is_ = {r.check: r.status for r in now.results if r.status in TESTED}
    worse = [name for name, f in new.items() if name not in old or f.severity.rank < old[name].severity.rank]
    gone = [n for n, f in old.items() if n not in new and (not f.because or any(c in is_ for c in f.because))]
    flips = [Flip(check, was[check], status) for check, status in is_.items() if was.get(check, status) is not status]
    figures = [(name, getattr(before.timing, name), getattr(now.timing, name)) for name in FIGURES]
    return Changes(
        since=before.started_at,
        new=tuple(worse),
        gone=tuple(gone),
        stayed=tuple(name for name in new if name not in worse),
        flipped=tuple(flips),
        latency=tuple(Shift(name, a, b) for name, a, b in figures if a is not None and b is not None),
    )
