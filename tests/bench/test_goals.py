"""Goals as they are written, what meets them, and the search for the highest load."""

from __future__ import annotations

import pytest

from answerback.bench.goals import Sign, good, met, parse, search
from answerback.bench.record import Record
from answerback.bench.report import GoalMet, Requests, Spread, StageReport
from answerback.command import UsageError
from answerback.values.text import Lang


@pytest.mark.parametrize(
    ("spelled", "measure", "statistic", "sign", "bound"),
    [
        ("ttft_p99<500ms", "ttft", "p99", Sign.BELOW, 500.0),
        ("itl_p95 <= 0.05s", "itl", "p95", Sign.AT_MOST, 50.0),
        ("TTFT<500", "ttft", "p99", Sign.BELOW, 500.0),
        ("e2el_p99.9<2s", "e2e", "p999", Sign.BELOW, 2000.0),
        ("first_answer_p50<1s", "first_answer", "p50", Sign.BELOW, 1000.0),
        ("first_answer<1s", "first_answer", "p99", Sign.BELOW, 1000.0),
        ("tpot_median<30ms", "tpot", "p50", Sign.BELOW, 30.0),
        ("errors<0.1%", "errors", "", Sign.BELOW, 0.001),
        ("errors<=0.01", "errors", "", Sign.AT_MOST, 0.01),
        ("goodput>5", "goodput", "", Sign.ABOVE, 5.0),
        ("goodput>=5req/s", "goodput", "", Sign.AT_LEAST, 5.0),
        ("output_tokens_per_s>1e3", "output_tokens_per_s", "", Sign.ABOVE, 1000.0),
    ],
)
def test_a_goal_is_read(spelled, measure, statistic, sign, bound):
    goal = parse(spelled)
    assert (goal.name, goal.at, goal.sign) == (measure, statistic, sign)
    assert goal.value == pytest.approx(bound)


@pytest.mark.parametrize(
    ("spelled", "word"),
    [
        ("ttft_p99", "number"),
        ("ttft_p99<fast", "number"),
        ("<500ms", "number"),
        ("happiness<5", "happiness"),
        ("ttft_p42<5ms", "p42"),
        ("ttft<5parsecs", "parsecs"),
        ("errors<5ms", "ms"),
        ("goodput_p99>5", "percentiles"),
        ("{ttft}<5", "number"),
    ],
)
def test_what_is_none_is_declined_with_the_reason(spelled, word):
    with pytest.raises(UsageError) as caught:
        parse(spelled)
    assert word in caught.value.told(Lang.EN) and spelled in caught.value.told(Lang.EN)
    assert spelled in caught.value.told(Lang.ZH)


def test_a_stage_meets_a_goal_or_cannot_say():
    stage = StageReport(ttft_ms=Spread(n=9, p99=480.0), requests=Requests(ok=99, failed=1))
    found = [parse(g).judge(stage) for g in ("ttft_p99<500ms", "errors<0.1%", "itl_p95<50ms")]
    assert [one.met for one in found] == [True, False, None]
    assert found[1].seen == pytest.approx(0.01)
    assert met(found[:1]) and not met(found[:2])
    assert not met(found[2:]), "what was not measured was not met"


def record(**given):
    base = {"number": 0, "planned_ns": None, "sent_ns": 0, "end_ns": 900_000_000, "status": 200}
    return Record(**base | {"arrivals_ns": (400_000_000, 900_000_000)} | given)


def test_a_request_is_good_when_it_meets_what_one_request_can_meet():
    assert good(record(), [parse("ttft<500ms"), parse("e2e<1s"), parse("errors<0.1%")])
    assert not good(record(), [parse("ttft<300ms")])
    assert not good(record(), [parse("tpot<300ms")])
    assert not good(record(status=503), [])
    assert not good(record(planned_ns=-200_000_000), [parse("ttft<500ms")]), "waiting to be sent is part of it"


def run(limit, unit="concurrency", **rest):
    steps = search(unit, **rest)
    tried = [next(steps)]
    try:
        while True:
            tried.append(steps.send([GoalMet(goal="g", met=tried[-1] <= limit)]))
    except StopIteration as end:
        return end.value, tried


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 20, 31, 63, 64, 65, 500, 4000])
def test_the_highest_concurrency_is_found_in_few_steps(limit):
    found, tried = run(limit)
    assert limit * 0.95 - 1 <= found.load <= limit < found.failed_at <= limit * 1.06 + 1
    assert found.missed == ["g"]
    assert len(tried) <= 15 and len(tried) == len(set(tried))
    assert all(load == int(load) for load in tried)


@pytest.mark.parametrize("limit", [0.02, 0.3, 1.5, 42.0])
def test_the_highest_rate_is_found_below_the_first_as_well(limit):
    found, tried = run(limit, "rate", precision=0.05)
    assert found.load <= limit <= found.failed_at <= found.load * 1.06
    assert len(tried) <= 15


def test_where_nothing_fails_and_where_everything_does():
    found, tried = run(10**9, most=100.0)
    assert (found.load, found.failed_at, found.missed) == (100.0, None, [])
    assert tried == [1, 4, 16, 64, 100]
    found, tried = run(0)
    assert (found.load, found.failed_at, tried) == (None, 1, [1])
    assert run(0, "rate")[0].load is None
