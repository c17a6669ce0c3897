"""Drawings: when each piece of a stream came, when each request ran, and how latencies are spread. Inline SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from urllib.parse import urlsplit

from answerback.render import flaws
from answerback.render.clean import clean
from answerback.render.html.both import Both
from answerback.values.report import Trace
from answerback.values.text import Text

PIECES = Text(
    en="{pieces} pieces, {size} bytes: the first after {first} ms, the last after {last} ms, the longest silence"
    " between two {gap} ms",
    zh="共 {pieces} 段、{size} 字节：首段 {first} 毫秒，末段 {last} 毫秒，两段之间最长静默 {gap} 毫秒",
)
ONE_PIECE = Text(en="all {size} bytes in one piece, after {first} ms", zh="全部 {size} 字节一次到达，在第 {first} 毫秒")
NO_PIECES = Text(en="not one piece came", zh="一段也没有到达")
WAITING = Text(en="waiting for the first byte", zh="等待首字节")
RECEIVING = Text(en="receiving", zh="接收中")
PIECE = Text(en="a piece (higher: more bytes)", zh="一段数据（越高字节越多）")
RAN = Text(en="When each request ran", zh="各请求的起止时间")
MORE = Text(en="{n} more streams", zh="其余 {n} 个流")
_FEW = 5
"""So many streams are shown at once."""
FIRST_BYTE = Text(en="Time to the first byte, each request", zh="各请求的首字节时间")
GAPS = Text(en="Gaps between the pieces of streams", zh="流式输出相邻两段的间隔")
SPREAD = Text(
    en="{n} values: half of them up to {p50} ms, 95 % up to {p95} ms, the longest {top} ms",
    zh="{n} 个值：半数不超过 {p50} 毫秒，95% 不超过 {p95} 毫秒，最长 {top} 毫秒",
)


def legend(page: Both) -> str:
    """Return what the colours mean."""
    keys = (("wait", WAITING), ("bar", RECEIVING), ("tick", PIECE))
    return (
        '<p class="legend">'
        + "".join(f'<span class="key {k}" aria-hidden="true"></span>{page.say(t)}' for k, t in keys)
        + "</p>"
    )


def streams(page: Both) -> Iterator[str]:
    """Draw streams: one bar from its request to its end, a tick for each piece. Those that show a fault come first."""
    blamed = {finding.trace.number for finding in page.en.findings if finding.trace is not None}
    traces = [trace for trace in page.report.exchanges if flaws.streamed(trace)]
    traces.sort(key=lambda trace: trace.number not in blamed)
    yield legend(page)
    for trace in traces[:_FEW]:
        yield from _stream(page, trace)
    if rest := traces[_FEW:]:
        yield f"<details><summary>{page.say(MORE, {'n': len(rest)})}</summary>"
        for trace in rest:
            yield from _stream(page, trace)
        yield "</details>"


def _stream(page: Both, trace: Trace) -> Iterator[str]:
    end = max([1.0, trace.phases.end_s * 1000, *(at for at, _ in trace.arrivals)])
    path = escape(clean(urlsplit(trace.url).path))
    yield f'<figure><figcaption><a href="#exchange-{trace.number}">{trace.number}. {trace.method} {path}</a> '
    yield f'<span class="dim">{_pieces(page, trace)}</span></figcaption>'
    top = max((size for _, size in trace.arrivals), default=1) or 1
    ticks = "".join(
        f'<path d="M{1000 * at / end:.1f} 40V{40 - 36 * math.sqrt(size / top):.1f}"/>' for at, size in trace.arrivals
    )
    first = 1000 * (trace.phases.first_byte_s * 1000 or end) / end
    yield (
        '<svg viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect x="0" y="28" width="{first:.1f}" height="12" fill="var(--wait)"/>'
        f'<rect x="{first:.1f}" y="28" width="{max(0.0, 1000 - first):.1f}" height="12" fill="var(--bar)"/>'
        f'<g stroke="var(--tick)" fill="none">{ticks}</g></svg>'
    )
    yield _axis([0, end / 4, end / 2, 3 * end / 4, end]) + "</figure>"


def _pieces(page: Both, trace: Trace) -> str:
    if not trace.arrivals:
        return page.say(NO_PIECES)
    times = [at for at, _ in trace.arrivals]
    facts = {
        "pieces": f"{len(times)}{'+' if len(times) >= 512 else ''}", "size": f"{trace.bytes:,}",
        "first": f"{times[0]:,.0f}", "last": f"{times[-1]:,.0f}",
        "gap": f"{max((b - a for a, b in pairwise(times)), default=0.0):,.0f}",
    }  # fmt: skip
    return page.say(PIECES if len(times) > 1 else ONE_PIECE, facts)


def _axis(values: Sequence[float]) -> str:
    return f'<div class="axis" aria-hidden="true">{"".join(f"<span>{_ms(v)}</span>" for v in values)}</div>'


def _ms(value: float) -> str:
    return f"{value / 1000:.3g} s" if value >= 10_000 else f"{value:,.0f} ms" if value >= 10 else f"{value:.2g} ms"


def fall(page: Both) -> Iterator[str]:
    """Draw when each request ran within the run: waiting, then receiving."""
    whole = max((t.started_ms + t.phases.end_s * 1000 for t in page.report.exchanges), default=0.0) or 1.0
    yield f'<table class="fall"><caption>{page.say(RAN)}</caption><tbody>'
    for trace in page.report.exchanges:
        start, end = trace.started_ms, trace.started_ms + trace.phases.end_s * 1000
        first = trace.started_ms + (trace.phases.first_byte_s or trace.phases.end_s) * 1000
        bars = "".join(
            f'<rect x="{1000 * a / whole:.1f}" y="3" width="{max(1.5, 1000 * (b - a) / whole):.1f}" height="10" '
            f'fill="var({color})"/>'
            for a, b, color in ((start, first, "--wait"), (first, end, "--bar"))
            if b > a
        )
        path = escape(clean(urlsplit(trace.url).path))
        yield f'<tr><td class="n"><a href="#exchange-{trace.number}">{trace.number}</a></td>'
        yield f'<td class="path">{path}</td>'
        yield f'<td class="n">{_ms(end - start)}</td><td><svg viewBox="0 0 1000 16" preserveAspectRatio="none" '
        yield f'aria-hidden="true">{bars}</svg></td></tr>'
    yield "</tbody></table>"


def spreads(page: Both) -> Iterator[str]:
    """Draw how the first bytes and the gaps between pieces are spread."""
    traces = page.report.exchanges
    first = [t.phases.first_byte_s * 1000 for t in traces if t.phases.first_byte_s > 0]
    gaps = [
        b[0] - a[0] for t in traces if flaws.streamed(t) for a, b in pairwise(t.arrivals) if b[0] > a[0]
    ]  # fmt: skip
    for title, values in ((FIRST_BYTE, first), (GAPS, gaps)):
        if len(values) > 2:
            yield from _spread(page, title, sorted(values))


def _spread(page: Both, title: Text, values: Sequence[float]) -> Iterator[str]:
    low = math.floor(math.log10(max(values[0], 0.01)))
    high = max(low + 1, math.ceil(math.log10(max(values[-1], 0.01))))
    steps = 8 * (high - low)
    counts = [0] * steps
    for value in values:
        place = (math.log10(max(value, 0.01)) - low) / (high - low)
        counts[min(steps - 1, int(place * steps))] += 1
    step, top = 1000 / steps, max(counts)
    bars = "".join(
        f'<rect x="{i * step + 1:.1f}" y="{100 - 96 * n / top:.1f}" width="{step - 2:.1f}" height="{96 * n / top:.1f}" '
        'fill="var(--bar)"/>'
        for i, n in enumerate(counts)
        if n
    )
    middle = 1000 * (math.log10(max(_quantile(values, 0.5), 0.01)) - low) / (high - low)
    facts = {
        "n": len(values), "p50": _figure(_quantile(values, 0.5)), "p95": _figure(_quantile(values, 0.95)),
        "top": _figure(values[-1]),
    }  # fmt: skip
    yield f'<figure><figcaption>{page.say(title)} <span class="dim">{page.say(SPREAD, facts)}</span></figcaption>'
    yield (
        f'<svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">{bars}'
        '<path d="M0 100H1000" stroke="var(--dim)"/>'
        f'<path d="M{middle:.1f} 0V100" stroke="var(--tick)" stroke-dasharray="4 3"/></svg>'
    )
    yield _axis([10.0**power for power in range(low, high + 1)]) + "</figure>"


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
