"""Small charts as inline SVG: lines, bars, points with their axes. No scripts, colours from the page's own palette."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

import msgspec

WIDE, HIGH = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 12, 38
Point = tuple[float, float]


class Series(msgspec.Struct, frozen=True):
    """One line of a chart."""

    name: str
    """HTML: what the key says."""
    colour: str
    """A CSS variable's name."""
    points: Sequence[Point]
    dots: bool = False


class Mark(msgspec.Struct, frozen=True):
    """A point that is ringed, or only labelled."""

    at: Point
    label: str
    ring: bool = False


def steps(least: float, most: float, count: int = 5) -> list[float]:
    """Return round numbers that divide a range."""
    span = most - least
    if span <= 0:
        return [least]
    rough = span / count
    size = 10 ** floor(log10(rough))
    step = next(size * nice for nice in (1, 2, 5, 10) if size * nice >= rough)
    first = ceil(least / step)
    return [n * step for n in range(first, floor(most / step + 1e-9) + 1)]


def short(value: float) -> str:
    """Return a figure for an axis."""
    if abs(value) >= 10_000:
        return f"{value / 1000:,.0f}k"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


class _Frame:
    """Places values on the canvas. Both axes begin at 0."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.x_most = max((x for x, _ in points), default=0.0) or 1.0
        self.y_most = 1.08 * max((y for _, y in points), default=0.0) or 1.0

    def x(self, value: float) -> float:
        return LEFT + value / self.x_most * (WIDE - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HIGH - BOTTOM - value / self.y_most * (HIGH - TOP - BOTTOM)

    def axes(self, x_name: str, y_name: str) -> str:
        out = []
        for value in steps(0, self.y_most):
            at = self.y(value)
            out.append(f'<line class="grid" x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>')
            out.append(f'<text class="tick" text-anchor="end" x="{LEFT - 6}" y="{at + 4:.1f}">{short(value)}</text>')
        for value in steps(0, self.x_most, 8):
            out.append(
                f'<text class="tick" text-anchor="middle" x="{self.x(value):.1f}" y="{HIGH - BOTTOM + 16}">'
                f"{short(value)}</text>"
            )
        base = HIGH - BOTTOM
        out.append(f'<line class="axis" x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{base}" y2="{base}"/>')
        middle = (LEFT + WIDE - RIGHT) / 2
        out.append(_names(x_name, f'text-anchor="middle" x="{middle}" y="{HIGH - 4}"'))
        out.append(_names(y_name, f'x="2" y="{TOP - 2}"'))
        return "".join(out)


def _names(name: str, place: str) -> str:
    """Return an axis' name; `en|zh` gives it in both languages, one of which is shown."""
    words = name.split("|")
    classes = ("en", "zh") if len(words) == 2 else ("",)
    return "".join(
        f'<text class="name {css}" {place}>{escape(word)}</text>' for css, word in zip(classes, words, strict=True)
    )


def _svg(inside: str, title: str) -> str:
    return f'<svg class="chart" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escape(title)}">{inside}</svg>'


def lines(series: Sequence[Series], x_name: str, y_name: str, marks: Sequence[Mark] = ()) -> str:
    """Return a chart of lines with a key under it; empty without two points."""
    everything = [point for one in series for point in one.points]
    if len(everything) < 2:
        return ""
    frame = _Frame(everything)
    out = [frame.axes(x_name, y_name)]
    for one in series:
        path = " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in one.points)
        out.append(f'<polyline points="{path}" fill="none" stroke="var({one.colour})" stroke-width="1.8"/>')
        for x, y in one.points if one.dots else ():
            out.append(f'<circle cx="{frame.x(x):.1f}" cy="{frame.y(y):.1f}" r="3.2" fill="var({one.colour})"/>')
    for mark in marks:
        x, y = frame.x(mark.at[0]), frame.y(mark.at[1])
        if mark.ring:
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="none" stroke="var(--bad)" stroke-width="2"/>')
        anchor = "end" if x > WIDE - 90 else "start"
        shift = -11 if anchor == "end" else 11
        out.append(
            f'<text class="mark" text-anchor="{anchor}" x="{x + shift:.1f}" y="{max(y - 6, TOP + 8):.1f}">'
            f"{escape(mark.label)}</text>"
        )
    return _svg("".join(out), x_name.partition("|")[0]) + _key(series)


def _key(series: Sequence[Series]) -> str:
    if len(series) < 2:
        return ""
    items = "".join(f'<span><i style="background:var({one.colour})"></i>{one.name}</span>' for one in series)
    return f'<p class="legend">{items}</p>'


def bars(bins: Sequence[tuple[float, int]], marks: Sequence[tuple[float, str]], x_name: str, colour: str) -> str:
    """Return a histogram (lower edges and counts) with lines at percentiles; empty without values."""
    if not bins:
        return ""
    edges = [edge for edge, _ in bins]
    gaps = [b - a for a, b in pairwise(edges) if b > a]
    wide = min(gaps, default=max(edges[0] * 0.02, 0.001))
    end = max(edges[-1] + wide, *(at for at, _ in marks)) if marks else edges[-1] + wide
    frame = _Frame([(end, float(max(count for _, count in bins)))])
    out = [frame.axes(x_name, "")]
    base = HIGH - BOTTOM
    for edge, count in bins:
        x, y = frame.x(edge), frame.y(count)
        out.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(1.0, frame.x(edge + wide) - x - 0.6):.1f}" '
            f'height="{max(0.8, base - y):.1f}" fill="var({colour})"/>'
        )
    for place, (at, label) in enumerate(marks):
        x = frame.x(at)
        out.append(f'<line class="percentile" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{base}"/>')
        anchor, shift = ("end", -4) if x > WIDE - 60 else ("start", 4)
        out.append(
            f'<text class="mark" text-anchor="{anchor}" x="{x + shift:.1f}" y="{TOP + 10 + 13 * place}">'
            f"{escape(label)}</text>"
        )
    return _svg("".join(out), x_name.partition("|")[0])
