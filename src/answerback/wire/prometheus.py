"""Reads a Prometheus page tolerantly: what is no sample is skipped, labels are left aside.

The text format: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

Samples = Mapping[str, tuple[float, ...]]
"""Name → one value for each set of labels (each engine, each model)."""

LINE = re.compile(
    r"""^(?P<name>[A-Za-z_:][\w:]*)\s*
    (?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?\s+   # labels; a brace within quotes does not end them
    (?P<value>[^\s]+)""",
    re.VERBOSE,
)


def samples(text: str) -> Samples:
    """Return the values of a page by name; NaN is no value."""
    found: dict[str, list[float]] = {}
    for line in text.splitlines():
        match = LINE.match(line.strip())
        if match is None:
            continue
        try:
            value = float(match["value"])
        except ValueError:
            continue
        if not math.isnan(value):
            found.setdefault(match["name"], []).append(value)
    return {name: tuple(values) for name, values in found.items()}


def total(page: Samples, names: Iterable[str]) -> float | None:
    """Return the sum over all sets of labels of the first name there, None where none is."""
    values = _first(page, names)
    return math.fsum(values) if values else None


def highest(page: Samples, names: Iterable[str]) -> float | None:
    """Return the highest value of the first name there (for shares, which do not add up), None where none is."""
    values = _first(page, names)
    return max(values) if values else None


def _first(page: Samples, names: Iterable[str]) -> tuple[float, ...]:
    return next((page[name] for name in names if name in page), ())
