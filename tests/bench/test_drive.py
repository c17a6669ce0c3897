"""The drive: how many are under way, what is sent when, and how a stage ends."""

from __future__ import annotations

import time

import pytest
from loaded import Words, setting

from answerback.bench.drive import Driver
from answerback.bench.flight import Address
from answerback.bench.loop import Loop
from answerback.bench.plan import Arrivals, Stage
from answerback.sim.app import refused, running
from answerback.values.asks import Chat
from answerback.values.exchange import FailureKind
from answerback.wire.curl import CurlWire
from answerback.wire.openai import Reading


def drive(url, stage, source, timeout_s=10.0, **more):
    loop = Loop(64)
    taken = []
    driver = Driver(stage, source, Address(setting(url, timeout_s)), loop, lambda r, _: taken.append(r), **more)
    try:
        driver.run()
    finally:
        loop.close()
    return driver, taken


def test_a_closed_loop_keeps_so_many_under_way_and_no_more(service, url):
    service.wait_s = 0.03
    driver, taken = drive(url, Stage(concurrency=4, requests=20), Words())
    assert (driver.stopped, driver.ok, driver.failed, driver.unfinished) == ("requests", 20, 0, 0)
    assert service.most_active == 4
    assert sum(record.new_connection for record in taken) == 4, "connections are used again"
    assert all(record.tokens == 5 and record.text == "w0 w1 w2 w3 w4 " for record in taken)
    assert sorted(record.number for record in taken) == list(range(20))


def test_an_open_loop_sends_at_the_planned_times_however_late_answers_are(service, url):
    service.wait_s = 0.3
    stage = Stage(arrivals=Arrivals.CONSTANT, rate=50, requests=20)
    plan = [20_000_000 * n for n in range(20)]
    driver, taken = drive(url, stage, Words(), times=iter(plan))
    assert driver.ok == 20
    assert sorted(record.planned_ns for record in taken) == plan
    late = sorted(record.sent_ns - record.planned_ns for record in taken)
    assert late[0] >= 0, "nothing goes out before its time"
    assert late[10] < 20_000_000
    assert service.most_active >= 10, "an answer that is late makes no request late"


def test_latency_counts_from_the_plan(service, url):
    stage = Stage(arrivals=Arrivals.CONSTANT, rate=50, requests=1)
    begun = time.monotonic_ns() - 500_000_000  # the loop comes half a second late to it
    _, (record,) = drive(url, stage, Words(), times=iter([0]), origin_ns=begun)
    assert record.sent_ns >= 500_000_000
    assert record.start_ns == 0


def test_a_stage_ends_in_time_and_waits_for_what_is_under_way(service, url):
    service.wait_s = 0.2
    driver, taken = drive(url, Stage(concurrency=2, duration_s=0.5), Words())
    assert driver.stopped == "duration"
    assert driver.unfinished == 0
    assert all(record.ok for record in taken)
    assert max(record.sent_ns for record in taken) < 600_000_000


def test_the_budget_is_never_exceeded(service, url):
    driver, _ = drive(url, Stage(concurrency=3, requests=100), Words(tokens=10), budget_tokens=45)
    assert driver.stopped == "budget"
    assert driver.spent == 40
    assert sum(call["max_tokens"] for call in service.calls) <= 45


def test_work_that_is_over_ends_the_stage(url):
    driver, taken = drive(url, Stage(concurrency=3), Words(most=7))
    assert (driver.stopped, len(taken)) == ("work_over", 7)


def test_a_stage_that_gets_no_answer_at_all_is_ended(service, url):
    service.fail = lambda number: 401
    driver, taken = drive(url, Stage(concurrency=2, duration_s=60), Words())
    assert driver.stopped == "hopeless"
    assert len(taken) < 40
    assert {(record.status, record.error) for record in taken} == {(401, "too much")}


def test_failures_do_not_end_a_stage_that_gets_answers(service, url):
    service.fail = lambda number: 503 if number % 2 else 0
    driver, taken = drive(url, Stage(concurrency=2, requests=40), Words())
    assert (driver.ok, driver.failed, driver.stopped) == (20, 20, "requests")
    assert len(taken) == 40


def test_nobody_listens():
    with refused() as url:
        driver, taken = drive(url, Stage(concurrency=4, duration_s=60), Words())
    assert driver.stopped == "hopeless"
    assert {record.failure for record in taken} == {FailureKind.REFUSED}


def test_a_service_that_dies_is_noticed(service, monkeypatch):
    monkeypatch.setattr("answerback.bench.drive.GONE_NS", 300_000_000)
    service.gap_s = 0.01
    context = running(service.handle)
    url = context.__enter__()
    closed = []

    def die(driver):
        if driver.ok >= 6 and not closed:
            closed.append(True)
            context.__exit__(None, None, None)
        return ""

    driver, taken = drive(url, Stage(concurrency=2, duration_s=60), Words(), watch=die)
    assert closed
    assert driver.stopped == "service_gone"
    assert sum(record.ok for record in taken) >= 6


def test_an_interruption_gives_up_what_is_under_way(service, url):
    service.gap_s = 0.5
    driver, taken = drive(
        url, Stage(concurrency=3, duration_s=60), Words(), watch=lambda d: "interrupted" * (d.sent > 2)
    )
    assert (driver.stopped, driver.unfinished, taken) == ("interrupted", 3, [])


def test_a_request_that_takes_too_long_is_a_failure_of_its_kind(service, url):
    service.wait_s = 5.0
    _, taken = drive(url, Stage(concurrency=1, requests=1), Words(), timeout_s=0.3)
    assert taken[0].failure is FailureKind.STALLED, "the headers came, and then no word"
    assert taken[0].curl == 28


def test_the_first_tokens_clock_is_that_of_check(service, url):
    service.wait_s = 0.1
    _, taken = drive(url, Stage(concurrency=1, requests=9), Words())
    wire = CurlWire()
    seen = []
    for number in range(1, 10):
        ask = Chat(({"role": "user", "content": "go"},), stream=True, options={"max_tokens": 5})
        wire.start(number, ask, setting(url))
        reading = Reading(wire.finished()[0])
        assert reading.ok, reading.failure
        seen.append(reading.spoken_ns[0])
    wire.close()
    mine = min(record.first_token_ns - record.sent_ns for record in taken)
    assert mine / 1e6 == pytest.approx(min(seen) / 1e6, abs=1.0)
