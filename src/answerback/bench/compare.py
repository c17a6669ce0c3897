"""What changed between two load tests, with a test of each difference. Pure.

A percentile's interval in the report comes from order statistics, so that half its width is 1.96 standard errors; two
percentiles are then compared by the difference over its own standard error (z). Shares of failures are compared
by Fisher's exact test, throughput by the slices of the time line. Chances are corrected for the number of comparisons
(Holm), and a change of less than `WORTH` is none, however sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from math import erfc, log, sqrt
from statistics import fmean, variance

import msgspec

from answerback.bench.report import BenchReport, Spread, StageReport
from answerback.bench.shares import rise
from answerback.bench.summary import load_of, number
from answerback.render.layout import Line, Span, Style
from answerback.values.text import Lang, Text

WORTH = 0.02
"""A change by less than this share is none."""
ERROR_RATE = 0.01
"""The chance that anything at all is called changed between two equal runs."""
Z95 = 1.959964
SLICES = 8
"""Fewer slices of a time line say nothing of how steady a throughput is."""
NAMES = {
    "ttft_p50": Text(en="TTFT p50", zh="首 token p50"),
    "ttft_p99": Text(en="TTFT p99", zh="首 token p99"),
    "itl_p50": Text(en="ITL p50", zh="token 间隔 p50"),
    "itl_p99": Text(en="ITL p99", zh="token 间隔 p99"),
    "tpot_p50": Text(en="TPOT p50", zh="TPOT p50"),
    "e2e_p50": Text(en="whole answer p50", zh="整个回答 p50"),
    "e2e_p99": Text(en="whole answer p99", zh="整个回答 p99"),
    "output_tokens_per_s": Text(en="output tokens/s", zh="输出 token/秒"),
    "errors": Text(en="failed, %", zh="失败率（%）"),
}
MORE_IS_BETTER = ("output_tokens_per_s",)
OTHER = Text(
    en="not the same test: {what} was {before}, and is {after}", zh="两次测试条件不同：{what} 由 {before} 变为 {after}"
)
NO_STAGE = Text(en="no load was held in both", zh="两份报告没有相同的负载级别")
CHANGED = Text(en="{name} {before} → {after} ({change}, p = {p})", zh="{name} {before} → {after}（{change}，p = {p}）")
UNTESTED = Text(
    en="{name} {before} → {after} ({change}; too little was seen to test it)",
    zh="{name} {before} → {after}（{change}；样本太少，无法检验）",
)
SAME = Text(
    en="nothing changed (each p > {limit} or less than {worth} %)",
    zh="没有变化（p 均大于 {limit}，或变化小于 {worth}%）",
)
CLIENT = Text(
    en="the client was the limit in one of the two: its figures are no measure of the service",
    zh="其中一次的瓶颈在测试客户端：其数字不能衡量服务",
)
ONE_RUN = Text(
    en="One run each: p tells chance within these runs, not how far two runs of the same service lie apart.",
    zh="每边只有一次运行：p 只反映运行内部的随机性，不包含同一服务两次运行之间的差异。",
)


class Turn(StrEnum):
    """Which way it went."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


class Change(msgspec.Struct, frozen=True):
    """One figure in both reports."""

    name: str
    before: float
    after: float
    p: float | None
    """Chance of such a difference between equal services, corrected; None: too little was seen."""
    turn: Turn


class Pair(msgspec.Struct, frozen=True):
    """One load that both reports held."""

    before: StageReport
    after: StageReport
    changes: tuple[Change, ...]

    @property
    def doubtful(self) -> bool:
        """Whether a client was the limit."""
        return self.before.client.bottleneck or self.after.client.bottleneck


def compare(before: BenchReport, after: BenchReport) -> list[Pair]:
    """Return every load that both held, with what changed there."""
    others = {_load(stage): stage for stage in after.stages}
    pairs = [(stage, others[_load(stage)]) for stage in before.stages if _load(stage) in others]
    raw = [(place, *found) for place, (a, b) in enumerate(pairs) for found in _figures(a, b)]
    chances = _holm([p for *_, p in raw])
    out: list[list[Change]] = [[] for _ in pairs]
    for (place, name, old, new, _), p in zip(raw, chances, strict=True):
        out[place].append(Change(name, old, new, p, _turn(name, old, new, p)))
    return [Pair(a, b, tuple(changes)) for (a, b), changes in zip(pairs, out, strict=True)]


def _load(stage: StageReport) -> tuple[str, float]:
    return stage.arrivals, stage.rate if stage.rate is not None else float(stage.concurrency or 0)


def _figures(a: StageReport, b: StageReport) -> Iterator[tuple[str, float, float, float | None]]:
    for name in NAMES:
        field, _, at = name.rpartition("_")
        if name == "errors":
            whole = [s.requests.ok + s.requests.failed for s in (a, b)]
            if all(whole):
                bad = [s.requests.failed for s in (a, b)]
                up, down = rise(bad[0], whole[0], bad[1], whole[1]), rise(bad[1], whole[1], bad[0], whole[0])
                yield name, 100 * bad[0] / whole[0], 100 * bad[1] / whole[1], min(1.0, 2 * min(up, down))
        elif name == "output_tokens_per_s":
            if a.output_tokens_per_s and b.output_tokens_per_s:
                yield name, a.output_tokens_per_s, b.output_tokens_per_s, _throughput(a, b)
        else:
            one, two = getattr(a, f"{field}_ms"), getattr(b, f"{field}_ms")
            old, new = getattr(one, at), getattr(two, at)
            if old is not None and new is not None:
                yield name, old, new, _percentile(one, two, at)


def _percentile(one: Spread, two: Spread, at: str) -> float | None:
    """Compare on a logarithmic scale: latencies differ by factors, and their intervals lie askew on a linear one."""
    errors = []
    for spread in (one, two):
        low, high = spread.ci95.get(at, (0.0, 0.0))
        if low <= 0 or high < low:
            return None
        errors.append(max((log(high) - log(low)) / (2 * Z95), 1e-9))
    old, new = getattr(one, at), getattr(two, at)
    return _two_sided((log(new) - log(old)) / sqrt(errors[0] ** 2 + errors[1] ** 2)) if old > 0 and new > 0 else None


def _throughput(a: StageReport, b: StageReport) -> float | None:
    """Compare the tokens per slice; the first and last slices are not whole."""
    means, errors = [], []
    for stage in (a, b):
        moments = stage.timeline[1:-1]
        rates = [m.tokens / (n.at_s - m.at_s) for m, n in pairwise(moments) if n.at_s > m.at_s]
        if len(rates) < SLICES or not fmean(rates):
            return None
        means.append(fmean(rates))
        errors.append(variance(rates) / len(rates))
    return _two_sided((means[1] - means[0]) / max(sqrt(sum(errors)), 1e-9))


def _two_sided(z: float) -> float:
    return erfc(abs(z) / sqrt(2))


def _holm(chances: Sequence[float | None]) -> list[float | None]:
    """Correct for the number of comparisons, so that the chance of any false one stays what it was."""
    order = sorted((p, place) for place, p in enumerate(chances) if p is not None)
    out: list[float | None] = [None] * len(chances)
    least = 0.0
    for rank, (p, place) in enumerate(order):
        least = max(least, min(1.0, p * (len(order) - rank)))
        out[place] = least
    return out


def _turn(name: str, old: float, new: float, p: float | None) -> Turn:
    if p is None or p > ERROR_RATE or abs(new - old) < WORTH * max(abs(old), 1e-9):
        return Turn.SAME
    return Turn.BETTER if (new > old) == (name in MORE_IS_BETTER) else Turn.WORSE


def lines(before: BenchReport, after: BenchReport, lang: Lang) -> list[Line]:
    """Return what changed as lines."""
    out = [Line((Span(text, Style.UNSURE),)) for text in _conditions(before, after, lang)]
    pairs = compare(before, after)
    if not pairs:
        out.append(Line((Span(NO_STAGE.fill(lang), Style.UNSURE),)))
    for pair in pairs:
        out.append(Line((Span(load_of(pair.before, lang), Style.STRONG),)))
        if pair.doubtful:
            out.append(Line((Span(f"  {CLIENT.fill(lang)}", Style.BAD),), hang=4))
        told = [change for change in pair.changes if change.turn is not Turn.SAME or _untested(change)]
        out += [_line(change, lang) for change in told]
        if not told:
            same = SAME.fill(lang, {"limit": ERROR_RATE, "worth": round(100 * WORTH)})
            out.append(Line((Span(f"  {same}", Style.DIM),), hang=4))
    return [*out, Line((Span(ONE_RUN.fill(lang), Style.DIM),))]


def _untested(change: Change) -> bool:
    return change.p is None and abs(change.after - change.before) >= 0.1 * max(abs(change.before), 1e-9)


def _line(change: Change, lang: Lang) -> Line:
    share = (change.after - change.before) / change.before * 100 if change.before else 0.0
    facts = {
        "name": NAMES[change.name].fill(lang), "before": number(change.before), "after": number(change.after),
        "change": f"{share:+.1f} %" if change.before else "new", "p": f"{change.p:.2g}" if change.p is not None else "",
    }  # fmt: skip
    style = {Turn.BETTER: Style.GOOD, Turn.WORSE: Style.BAD, Turn.SAME: Style.DIM}[change.turn]
    return Line((Span(f"  {(UNTESTED if change.p is None else CHANGED).fill(lang, facts)}", style),), hang=4)


def _conditions(before: BenchReport, after: BenchReport, lang: Lang) -> Iterator[str]:
    """Yield what was not the same about the two tests themselves."""
    names = ("base", "model", "server", "version", "seed")
    found = [(name, getattr(before, name), getattr(after, name)) for name in names]
    settings = sorted(before.settings.keys() | after.settings.keys())
    found += [(f"--{name}", before.settings.get(name), after.settings.get(name)) for name in settings]
    for what, old, new in found:
        if old != new:
            shown = ["-" if value in (None, "") else value for value in (old, new)]
            yield OTHER.fill(lang, {"what": what, "before": shown[0], "after": shown[1]})
