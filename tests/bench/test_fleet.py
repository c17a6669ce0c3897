"""Several processes hold one stage together."""

from __future__ import annotations

from functools import partial

from loaded import orders

from answerback.bench.fleet import LOST, Fleet, share
from answerback.bench.goals import parse
from answerback.bench.plan import Arrivals, Stage


def test_a_stage_is_divided_without_loss():
    parts = [share(Stage(concurrency=7, requests=20), worker, 3) for worker in range(3)]
    assert [part.concurrency for part in parts] == [3, 2, 2]
    assert [part.requests for part in parts] == [7, 7, 6]
    assert share(Stage(arrivals=Arrivals.POISSON, rate=9.0), 0, 3).rate == 9.0, "the plan is shared by taking turns"


def fleet(url, processes, goals=()):
    make = partial(orders, url, goals)
    return Fleet(make(0), make, processes)


def test_two_processes_send_what_one_would_and_add_up(service, url):
    service.wait_s = 0.05
    report = fleet(url, 2, (parse("ttft<10s"),)).stage(Stage(concurrency=4, requests=21))
    assert (report.requests.ok, report.requests.failed, len(service.calls)) == (21, 0, 21)
    assert report.client.processes == 2
    assert service.most_active == 4, "both begin at the same moment"
    assert report.ttft_ms.n + report.requests.warm_up == 21
    assert report.goodput is not None and report.goals[0].met


def test_an_open_loops_plan_stays_what_it_was(service, url):
    stage = Stage(arrivals=Arrivals.CONSTANT, rate=50.0, requests=30)
    report = fleet(url, 2).stage(stage)
    assert (report.requests.ok, report.rate) == (30, 50.0)
    assert len(service.calls) == 30


def test_a_process_that_is_lost_is_reported_and_the_rest_kept(service, url):
    report = fleet(url, 3).stage(Stage(concurrency=3, requests=9))
    assert report.client.processes == 2
    assert LOST in report.client.why
    assert report.requests.ok == 6
