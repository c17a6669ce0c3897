"""Goals (`ttft_p99<500ms`, `errors<0.1%`), whether a stage met them, and the search for the highest load that does."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence
from enum import StrEnum
from math import isfinite, sqrt

import msgspec

from answerback.bench.record import Record
from answerback.bench.report import GoalMet, Limit, Spread, StageReport
from answerback.command import UsageError
from answerback.values.text import Lang, Text

FORM = Text(
    en="{goal!r} is no goal: {why}; write it like `ttft_p99<500ms`, `itl_p95<50ms`, `errors<0.1%`, `goodput>5`",
    zh="{goal!r} 不是有效的目标：{why}；写法如 `ttft_p99<500ms`、`itl_p95<50ms`、`errors<0.1%`、`goodput>5`",
)
NO_SIGN = Text(en="there is no < or > with a number behind it", zh="缺少 < 或 > 及其后的数字")
NO_MEASURE = Text(en="{word!r} is not measured (there are {known})", zh="没有 {word!r} 这个指标（可用的有 {known}）")
NO_STATISTIC = Text(
    en="{word!r} is no statistic (there are {known})", zh="没有 {word!r} 这个统计量（可用的有 {known}）"
)
NO_STATISTIC_HERE = Text(en="{word!r} is one number and has no percentiles", zh="{word!r} 只有一个数值，没有百分位数")
NO_UNIT = Text(en="{word!r} is no unit of {measure} ({known})", zh="{word!r} 不是 {measure} 的单位（{known}）")

TIMES = {
    "ttft": "ttft_ms", "itl": "itl_ms", "tpot": "tpot_ms", "e2e": "e2e_ms", "gap": "gap_ms", "delay": "delay_ms",
    "first_answer": "first_answer_ms", "first_reasoning": "first_reasoning_ms",
}  # fmt: skip
"""Distributions, and the field of a stage that holds each."""
FIGURES = {"errors": "%", "goodput": "req/s", "requests_per_s": "req/s", "output_tokens_per_s": "tokens/s"}
"""What is one number for a stage, and its unit."""
ALIASES = {
    "e2el": "e2e", "latency": "e2e", "error": "errors", "error_rate": "errors", "requests": "requests_per_s",
    "throughput": "requests_per_s", "rps": "requests_per_s", "tokens": "output_tokens_per_s",
    "tps": "output_tokens_per_s",
}  # fmt: skip
STATISTICS = ("mean", "p50", "p90", "p95", "p99", "p999", "max", "min")
OTHER_STATISTICS = {"avg": "mean", "median": "p50", "p99.9": "p999"}
PER_REQUEST = ("ttft", "tpot", "itl", "e2e", "first_answer", "first_reasoning")
"""What a single request can meet: goodput counts those that do."""
MS = {"us": 0.001, "µs": 0.001, "ms": 1.0, "s": 1000.0, "": 1.0}
_GOAL = re.compile(r"([a-z0-9_.]+?)\s*(<=|>=|<|>)\s*([0-9]*\.?[0-9]+(?:e[+-]?\d+)?)\s*([a-zµ%/]*)")


class Sign(StrEnum):
    """On which side of the bound a stage must lie."""

    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="

    def holds(self, seen: float, bound: float) -> bool:
        """Whether a number lies there."""
        if self is Sign.BELOW:
            return seen < bound
        if self is Sign.AT_MOST:
            return seen <= bound
        return seen > bound if self is Sign.ABOVE else seen >= bound


class Goal(msgspec.Struct, frozen=True):
    """One goal."""

    text: str
    """As it was written."""
    name: str
    """A name of `TIMES` or `FIGURES`."""
    at: str
    """The statistic; empty for what is one number."""
    sign: Sign
    value: float
    """The bound: milliseconds, a share (errors), or the measure's own unit."""

    @property
    def less(self) -> bool:
        """Whether less is better."""
        return self.sign in (Sign.BELOW, Sign.AT_MOST)

    @property
    def of_a_request(self) -> bool:
        """Whether a single request can meet it: then goodput counts those that do (see `good`)."""
        return self.less and self.name in PER_REQUEST

    def seen(self, stage: StageReport) -> float | None:
        """Return what a stage shows of it; None where nothing was measured."""
        if self.name in TIMES:
            spread: Spread = getattr(stage, TIMES[self.name])
            found: float | None = getattr(spread, self.at)
            return found
        if self.name == "errors":
            whole = stage.requests.ok + stage.requests.failed
            return stage.requests.failed / whole if whole else None
        figure: float | None = getattr(stage, self.name)
        return figure

    def judge(self, stage: StageReport) -> GoalMet:
        """Say whether a stage met it."""
        seen = self.seen(stage)
        return GoalMet(goal=self.text, seen=seen, met=None if seen is None else self.sign.holds(seen, self.value))


def parse(spelled: str) -> Goal:
    """Return a goal as it was written; UsageError says what is wrong with it."""
    match = _GOAL.fullmatch(spelled.strip().lower())
    if match is None or not isfinite(float(match[3])):
        raise UsageError(FORM, goal=spelled, why=NO_SIGN)
    written, sign, number, unit = match.groups()
    name, at = _measure(spelled, written)
    bound = float(number)
    if name in TIMES:
        if unit not in MS:
            raise _wrong(spelled, NO_UNIT, word=unit, measure=name, known="us, ms, s")
        bound *= MS[unit]
    elif name == "errors":
        if unit not in ("%", ""):
            raise _wrong(spelled, NO_UNIT, word=unit, measure=name, known="%")
        bound /= 100 if unit else 1
    elif unit not in ("", "/s", FIGURES[name]):
        raise _wrong(spelled, NO_UNIT, word=unit, measure=name, known=FIGURES[name])
    return Goal(spelled.strip(), name, at, Sign(sign), bound)


def _measure(spelled: str, written: str) -> tuple[str, str]:
    """Return measure and statistic; without one, a time means its p99, as strict as is usual."""
    if (plain := ALIASES.get(written, written)) in FIGURES:
        return plain, ""
    head, _, tail = written.rpartition("_")
    if not head or plain in TIMES:
        head, tail = written, "p99"
    name, at = ALIASES.get(head, head), OTHER_STATISTICS.get(tail, tail)
    if name in FIGURES:
        raise _wrong(spelled, NO_STATISTIC_HERE, word=name)
    if name not in TIMES:
        raise _wrong(spelled, NO_MEASURE, word=head, known=", ".join([*TIMES, *FIGURES]))
    if at not in STATISTICS:
        raise _wrong(spelled, NO_STATISTIC, word=tail, known=", ".join(STATISTICS))
    return name, at


def _wrong(goal: str, why: Text, **facts: str) -> UsageError:
    en, zh = (why.fill(lang, facts).replace("{", "{{").replace("}", "}}") for lang in (Lang.EN, Lang.ZH))
    return UsageError(FORM, goal=goal, why=Text(en=en, zh=zh))


def met(found: Sequence[GoalMet]) -> bool:
    """Whether a load was held: each goal was met, and could be measured."""
    return all(goal.met for goal in found)


def good(record: Record, goals: Iterable[Goal]) -> bool:
    """Whether one request met every goal that a single request can meet; a broken one met none.

    The percentile does not matter here: `ttft_p99<500ms` asks of each request that it is below 500 ms.
    """
    if not record.ok:
        return False
    for goal in goals:
        if goal.of_a_request:
            seen = _of_one(record, goal.name)
            if seen is not None and not goal.sign.holds(seen, goal.value):
                return False
    return True


def _of_one(record: Record, name: str) -> float | None:
    """Return what one request shows of a measure, ms; for the gaps between its tokens, their mean."""
    if name in ("tpot", "itl"):
        if len(record.arrivals_ns) < 2 or record.tokens < 2:
            return None
        return (record.arrivals_ns[-1] - record.arrivals_ns[0]) / (record.tokens - 1) / 1e6
    at = {
        "ttft": record.first_token_ns,
        "e2e": record.end_ns,
        "first_answer": record.first_answer_ns,
        "first_reasoning": record.first_reasoning_ns,
    }[name]
    return None if at is None else (at - record.start_ns) / 1e6


def search(
    unit: str = "concurrency", *, first: float = 1.0, most: float = 4096.0, precision: float = 0.05
) -> Generator[float, Sequence[GoalMet], Limit]:
    """Yield loads to try, be sent the goals at each, return the highest load that met all.

    Fourfold steps up until one fails, then halving of the ratio in between, until the two are within `precision` (or
    neighbours, where the load is a whole number). `first` fails: the same downwards for a rate, and no limit at all
    for a concurrency of 1. 1 to 4096 takes at most 15 steps; a limit of 20 takes 6 to 8.
    """
    whole = unit == "concurrency"
    low: float | None = None
    high: float | None = None
    missed: list[str] = []
    load = first
    while True:
        found = yield load
        if met(found):
            low = load
        else:
            high, missed = load, [goal.goal for goal in found if not goal.met]
        following = _next(low, high, first, most, precision, whole)
        if following is None:
            return Limit(load=low, unit=unit, failed_at=high, missed=missed)
        load = following


def _next(
    low: float | None, high: float | None, first: float, most: float, precision: float, whole: bool
) -> float | None:
    """Return what to try next; None when it is settled."""
    if high is None:
        assert low is not None
        return min(low * 4, most) if low < most else None
    if low is None:
        if whole:
            return None if high <= 1 else max(1.0, float(int(high / 4)))
        return high / 4 if high > first / 1000 else None
    if high - low <= (max(1.0, low * precision) if whole else low * precision):
        return None
    middle: float = sqrt(low * high)
    return float(min(max(round(middle), low + 1), high - 1)) if whole else middle
