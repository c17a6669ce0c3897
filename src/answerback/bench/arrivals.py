"""When requests go out in an open loop: planned from a seed before the clock starts, and never by what comes back.

A Poisson stage that has an end carries exactly the requests that its rate promises: given how many arrive, the times
of a Poisson process are uniform over the stage, so their order is drawn one by one (Devroye, Non-Uniform Random Variate
Generation, chapter V.3). A rate that is 3 % off by chance would only blur a comparison of two runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from math import sqrt
from random import Random

from answerback.bench.plan import Arrivals, Stage
from answerback.command import UsageError
from answerback.values.text import Text

NO_RATE = Text(
    en="{arrivals} arrivals need a rate above 0, in requests per second",
    zh="{arrivals} 到达方式需要大于 0 的速率（每秒请求数）",
)
NO_END = Text(en="a ramp needs a duration or a number of requests", zh="爬坡需要给出时长或请求数")
NO_CONCURRENCY = Text(en="a closed loop needs a concurrency of at least 1", zh="闭环需要至少为 1 的并发数")
NO_BURST = Text(en="a burst needs at least 1 request", zh="一次突发至少要有 1 个请求")
SECOND = 1_000_000_000
SLOW_START = 0.1
"""Where a ramp begins, as a share of the rate at its end."""


def check(stage: Stage) -> None:
    """Raise UsageError for a stage that cannot be held."""
    if stage.arrivals is Arrivals.CLOSED:
        if not stage.concurrency or stage.concurrency < 1:
            raise UsageError(NO_CONCURRENCY)
    elif stage.arrivals is not Arrivals.TRACE:
        if not stage.rate or stage.rate <= 0 or (stage.start_rate is not None and stage.start_rate < 0):
            raise UsageError(NO_RATE, arrivals=stage.arrivals.value)
        if stage.arrivals is Arrivals.BURST and stage.burst < 1:
            raise UsageError(NO_BURST)
        if stage.arrivals is Arrivals.RAMP and stage.duration_s is None and stage.requests is None:
            raise UsageError(NO_END)


def times(stage: Stage) -> Iterator[int]:
    """Yield planned send times, ns since the stage started, never decreasing; ends with the stage.

    Nothing in a closed loop, and nothing for a trace: there the times belong to the work. Raises UsageError for a
    stage that cannot be held.
    """
    check(stage)
    rate = stage.rate or 0.0
    if not stage.open or stage.arrivals is Arrivals.TRACE:
        return iter(())
    if stage.arrivals is Arrivals.POISSON:
        return _poisson(rate, planned(stage), Random(f"arrivals {stage.seed}"))
    if stage.arrivals is Arrivals.RAMP:
        return _ramp(stage, rate)
    together = stage.burst if stage.arrivals is Arrivals.BURST else 1
    end = planned(stage)
    numbers = count() if end is None else range(end)
    return (round(number // together * together / rate * SECOND) for number in numbers)


def planned(stage: Stage) -> int | None:
    """Return how many requests the stage will send; None where its arrivals do not say that."""
    if not stage.open or stage.arrivals is Arrivals.TRACE or not stage.rate:
        return stage.requests
    if stage.duration_s is None:
        return stage.requests
    mean = stage.rate if stage.arrivals is not Arrivals.RAMP else (_start(stage) + stage.rate) / 2
    fitting = max(1, round(mean * stage.duration_s))
    return fitting if stage.requests is None else min(stage.requests, fitting)


def _start(stage: Stage) -> float:
    return stage.start_rate if stage.start_rate is not None else (stage.rate or 0.0) * SLOW_START


def _poisson(rate: float, end: int | None, rng: Random) -> Iterator[int]:
    at = 0.0
    if end is None:
        while True:
            at += rng.expovariate(rate)
            yield round(at * SECOND)
    whole = end / rate
    left = 1.0  # share of the stage behind the last arrival
    for remaining in range(end, 0, -1):
        left *= rng.random() ** (1 / remaining)
        yield round((1 - left) * whole * SECOND)


def _ramp(stage: Stage, rate: float) -> Iterator[int]:
    """The nth request goes out when the area under the line of the rate has reached n."""
    first, end = _start(stage), planned(stage)
    assert end is not None
    whole = stage.duration_s if stage.duration_s is not None else 2 * end / (first + rate)
    slope = (rate - first) / whole
    for number in range(end):
        # n = first·t + slope·t²/2, solved so that neither a flat line nor a start at 0 divides by 0
        root = sqrt(max(0.0, first * first + 2 * slope * number))
        yield round(2 * number / (first + root) * SECOND) if number else 0
