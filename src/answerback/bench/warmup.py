"""Where the warm-up ends: the first wave of a closed loop, and a start that is slower than the rest.

The cut is the one that makes the mean of the rest most certain (MSER: White, Simulation 69(6), 1997), and counts only
if what it leaves out was clearly slower.
"""

from __future__ import annotations

from collections.abc import Sequence

FEWEST = 10
"""Requests below which nothing is left out: each one is needed."""
SLOWER = 1.25
WAVES = 3
"""Waves that a closed loop must last before its first is left out."""


def hold(concurrency: int | None) -> int:
    """Return how many requests are looked at before it is known where the warm-up ends."""
    return min(6000, max(50, WAVES * (concurrency or 0)))


def settled(firsts: Sequence[int], concurrency: int | None) -> int:
    """Return how many of the first requests (their ns to the first token, in the order of sending) are warm-up."""
    wave = concurrency if concurrency and concurrency > 1 and len(firsts) >= WAVES * concurrency else 0
    return wave + _slow_start(firsts[wave:])


def _slow_start(values: Sequence[int]) -> int:
    n = len(values)
    if n < FEWEST:
        return 0
    best, cut = float("inf"), 0
    total = squares = 0.0
    for position in range(n - 1, -1, -1):
        total += values[position]
        squares += float(values[position]) ** 2
        left = n - position
        if position > n // 2:
            continue
        error = (squares - total * total / left) / left**2
        if error < best:
            best, cut = error, position
    if not cut:
        return 0
    rest = sum(values[cut:]) / (n - cut)
    return cut if sum(values[:cut]) / cut > SLOWER * rest else 0
