"""Two reports: a change is told with its chance, and two equal services have none."""

from __future__ import annotations

from random import Random

import pytest

from answerback.bench.compare import Turn, compare, lines
from answerback.bench.histogram import Histogram
from answerback.bench.report import BenchReport, Client, Moment, Requests, StageReport
from answerback.values.text import Lang


def stage(rng, median_ms=100.0, count=400, failed=0, rate=1000.0, load=8, **rest):
    histogram = Histogram()
    for _ in range(count):
        histogram.add(int(rng.lognormvariate(0, 0.3) * median_ms * 1e6))
    spread = histogram.spread()
    timeline = [Moment(at_s=n, tokens=int(rng.gauss(rate, 0.05 * rate))) for n in range(30)]
    return StageReport(concurrency=load, ttft_ms=spread, e2e_ms=spread, output_tokens_per_s=rate, timeline=timeline,
                       requests=Requests(ok=count - failed, failed=failed), **rest)  # fmt: skip


def report(*stages, **rest):
    return BenchReport(base="http://h/v1", model="m", stages=list(stages), **rest)


def turns(before, after):
    (pair,) = compare(before, after)
    return {change.name: change.turn for change in pair.changes}


def test_two_runs_of_the_same_service_have_not_changed():
    blamed = 0
    for seed in range(100):
        rng = Random(seed)
        found = turns(report(stage(rng)), report(stage(rng)))
        assert found.keys() >= {"ttft_p50", "ttft_p99", "output_tokens_per_s", "errors"}
        blamed += any(turn is not Turn.SAME for turn in found.values())
    assert blamed <= 4, "one in a hundred, by its own word"


def test_a_change_is_told_with_its_direction():
    rng = Random(1)
    slower = report(stage(rng, 130.0, rate=700.0))
    found = turns(report(stage(rng)), slower)
    assert found["ttft_p50"] is found["output_tokens_per_s"] is Turn.WORSE
    assert found["errors"] is Turn.SAME
    back = turns(slower, report(stage(rng)))
    assert back["ttft_p50"] is back["output_tokens_per_s"] is Turn.BETTER


def test_more_failures_are_worse():
    rng = Random(2)
    assert turns(report(stage(rng)), report(stage(rng, failed=20)))["errors"] is Turn.WORSE


def test_a_sure_but_tiny_change_is_none():
    rng = Random(3)
    found = turns(report(stage(rng, 100.0, 60_000)), report(stage(rng, 101.0, 60_000)))
    assert found["ttft_p50"] is Turn.SAME


def test_what_was_hardly_seen_is_not_tested():
    rng = Random(4)
    (pair,) = compare(report(stage(rng, count=3)), report(stage(rng, 200.0, count=3)))
    tail = next(change for change in pair.changes if change.name == "ttft_p99")
    assert (tail.p, tail.turn) == (None, Turn.SAME)


def text(before, after, lang=Lang.EN):
    return "\n".join(line.text for line in lines(before, after, lang))


def test_it_is_told_in_both_languages():
    rng = Random(5)
    pair = (report(stage(rng)), report(stage(rng, 150.0), version="2"))
    english, chinese = text(*pair), text(*pair, Lang.ZH)
    assert "TTFT p50" in english and "p = " in english and "%" in english
    assert "首 token p50" in chinese and "并发 8" in chinese
    assert "version was -, and is 2" in english


@pytest.mark.parametrize("others", [[], [16]])
def test_loads_that_were_not_held_in_both_are_not_compared(others):
    rng = Random(6)
    after = report(*(stage(rng, load=load) for load in others))
    assert compare(report(stage(rng)), after) == []
    assert "no load was held in both" in text(report(stage(rng)), after)


def test_a_client_that_was_the_limit_is_no_measure():
    rng = Random(7)
    slow = report(stage(rng, client=Client(bottleneck=True)))
    assert "client was the limit" in text(report(stage(rng)), slow)
