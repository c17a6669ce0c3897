"""Figures of a stage from records whose times are known."""

from __future__ import annotations

import pytest

from answerback.bench.goals import parse
from answerback.bench.measure import Measure
from answerback.bench.plan import Arrivals, Stage
from answerback.bench.record import Record
from answerback.bench.report import Client
from answerback.values.answer import Usage
from answerback.values.exchange import FailureKind

MS = 1_000_000


def record(number, sent_ms=0, ttft_ms=100, gap_ms=10, events=11, tokens=None, planned_ms=None, **more):
    first = (sent_ms + ttft_ms) * MS
    arrivals = tuple(first + n * gap_ms * MS for n in range(events))
    usage = Usage(20, tokens if tokens is not None else events, None)
    planned = None if planned_ms is None else planned_ms * MS
    given = {"usage": usage, "status": 200, "first_answer_ns": first, "arrivals_ns": arrivals, "end_ns": arrivals[-1]}
    return Record(**{"number": number, "planned_ns": planned, "sent_ns": sent_ms * MS} | given | more)


def report(records, stage=None, goals=(), stopped_ms=10**6, **more):
    measure = Measure(stage or Stage(concurrency=1), [parse(goal) for goal in goals], **more)
    for one in records:
        measure.add(one)
    return measure.report(stopped="requests", stopped_ns=stopped_ms * MS, unfinished=0, unsent=0, client=Client())


def test_latencies_are_what_the_times_say():
    told = report([record(n, sent_ms=200 * n) for n in range(5)])
    assert told.ttft_ms.p50 == pytest.approx(100, rel=0.001)
    assert told.itl_ms.p99 == told.gap_ms.p99 == pytest.approx(10, rel=0.001)
    assert told.tpot_ms.mean == pytest.approx(10, rel=0.001)
    assert told.e2e_ms.max == 200.0
    assert (told.requests.ok, told.completion_tokens, told.prompt_tokens) == (5, 55, 100)
    assert told.duration_s == 1.0
    assert told.requests_per_s == pytest.approx(5, rel=0.05)
    assert told.output_tokens_per_s == pytest.approx(55, rel=0.02)


def test_an_event_with_several_tokens_is_several_tokens():
    told = report([record(n, sent_ms=200 * n, events=5, gap_ms=40, tokens=20) for n in range(3)])
    assert told.gap_ms.p50 == pytest.approx(40, rel=0.001), "what a reader sees"
    assert told.itl_ms.p50 == pytest.approx(10, rel=0.001), "what a token took"
    assert told.itl_ms.n == 4 * told.gap_ms.n
    assert told.tokens_per_event == 4.0


def test_without_usage_events_are_counted_and_it_is_said():
    told = report([record(0, usage=None)])
    assert told.completion_tokens == 11
    assert told.tokens_counted is False


def test_failures_are_counted_by_kind_and_in_no_percentile():
    refused = record(1, failure=FailureKind.REFUSED, arrivals_ns=())
    busy = record(2, status=503, error="busy", arrivals_ns=())
    empty = record(3, arrivals_ns=())
    broken = record(4, error="out of memory")
    told = report([record(0), refused, busy, empty, broken])
    assert told.requests.by_kind == {"refused": 1, "http_503": 1, "empty_answer": 1, "error_in_stream": 1}
    assert (told.requests.ok, told.requests.failed, told.ttft_ms.n) == (1, 4, 1)


def test_waiting_to_be_sent_is_part_of_the_latency_in_an_open_loop():
    stage = Stage(arrivals=Arrivals.CONSTANT, rate=2.0)
    told = report([record(0, planned_ms=0, sent_ms=50), record(1, planned_ms=500, sent_ms=500)], stage, stopped_ms=1000)
    assert told.ttft_ms.max == 150.0
    assert told.delay_ms.max == 50.0
    assert (told.planned_rate, told.achieved_rate) == (2.0, 2.0)


def test_the_first_wave_and_a_slow_start_are_left_out():
    slow = [record(n, ttft_ms=2000) for n in range(4)]
    rest = [record(n, sent_ms=2500 + 50 * n) for n in range(4, 60)]
    told = report([*slow, *rest], Stage(concurrency=4))
    assert told.requests.warm_up == 4
    assert told.requests.ok == 60
    assert told.ttft_ms.max == 100.0
    assert told.warm_up_s == 2.7
    kept = report([*slow, *rest], Stage(concurrency=4), leave_out=False)
    assert (kept.requests.warm_up, kept.ttft_ms.max) == (0, 2000.0)


def test_goodput_counts_requests_that_met_what_one_can_meet():
    records = [record(n, sent_ms=200 * n, ttft_ms=100 if n % 2 else 300) for n in range(10)]
    told = report(records, goals=("ttft_p99<200ms",))
    assert told.goodput == pytest.approx(told.requests_per_s / 2, rel=0.01)
    assert report(records).goodput is None


def test_throughput_counts_while_the_load_was_held():
    """Eight at a time for a second, and one straggler for ten more: the straggler's time is no part of it."""
    held = [record(n, sent_ms=0, ttft_ms=500, events=51) for n in range(8)]
    straggler = record(8, sent_ms=900, ttft_ms=9000)
    told = report([*held, straggler], stopped_ms=6000)
    assert told.duration_s == 6.0
    assert told.output_tokens_per_s == pytest.approx(8 * 51 / 6, rel=0.02)


def test_precision_is_reached_by_equal_answers_and_not_by_few():
    def filled(n):
        measure = Measure(Stage(concurrency=1), leave_out=False)
        for number in range(n):
            measure.add(record(number, ttft_ms=100 + number % 2))
        return measure

    assert filled(60).precise(0.02)
    assert not filled(60).precise(0.001)
    assert not filled(10).precise(0.5)


def test_parts_of_two_processes_are_counted_together():
    stage = Stage(concurrency=1)
    one, other, whole = (Measure(stage, leave_out=False) for _ in range(3))
    for n in range(40):
        r = record(n, sent_ms=30 * n, ttft_ms=100 + n)
        (one if n % 2 else other).add(r)
        whole.add(r)
    one.merge(other)
    ends = {"stopped": "requests", "stopped_ns": 10**9, "unfinished": 0, "unsent": 0}
    assert one.report(**ends, client=Client()) == whole.report(**ends, client=Client())


def test_an_open_loop_that_is_answered_evenly_has_the_rate_of_its_plan():
    stage = Stage(arrivals=Arrivals.CONSTANT, rate=10.0)
    records = [record(n, planned_ms=100 * n, sent_ms=100 * n, ttft_ms=400) for n in range(60)]
    told = report(records, stage, stopped_ms=6000)
    assert told.requests_per_s == pytest.approx(10, rel=0.02)
    assert told.output_tokens_per_s == pytest.approx(110, rel=0.05)
