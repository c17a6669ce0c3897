"""A whole load test: stages in turn, the search for a limit, and when it ends early."""

from __future__ import annotations

import msgspec
from loaded import orders, setting

from answerback.bench.conduct import Conductor, begin, run_all, run_search
from answerback.bench.goals import parse
from answerback.bench.plan import Stage


def conductor(url, *goals, readers=(), **more):
    wanted = orders(url, tuple(parse(goal) for goal in goals), 0)
    return Conductor(msgspec.structs.replace(wanted, **more), readers)


def test_stages_run_in_turn_and_say_what_measuring_cost(service, url):
    seen = []
    found = conductor(url, readers=[lambda position, record: seen.append((position, record.number))])
    report = run_all(found, begin(setting(url), {}), [Stage(concurrency=c, requests=6) for c in (1, 2)])
    assert [stage.concurrency for stage in report.stages] == [1, 2]
    assert sorted(seen) == [(p, n) for p in (0, 1) for n in range(6)]
    client = report.stages[0].client
    assert client.cpu_s > 0 and client.peak_rss_mb > 10 and client.lag_ms_max >= client.lag_ms_p99 >= 0
    assert report.wall_s > 0 and report.base == f"{url}/v1"


def test_the_highest_load_is_found(service, url):
    service.fail = lambda number: 503 if service.active > 3 else 0
    service.wait_s = 0.05
    found = conductor(url, "errors<1%")
    report = run_search(
        found, begin(setting(url), {}), "concurrency", 1, lambda load: Stage(concurrency=int(load), requests=12)
    )
    assert report.limit is not None
    assert (report.limit.load, report.limit.failed_at, report.limit.missed) == (3, 4, ["errors<1%"])


def test_precision_ends_a_stage(service, url):
    service.wait_s = 0.02
    report = conductor(url, precision=0.5).stage(Stage(concurrency=1, requests=1000))
    assert report.stopped == "precision"
    assert 30 <= report.requests.ok < 1000


def test_an_interruption_ends_all_stages(service, url):
    service.gap_s = 0.2
    found = conductor(url)

    def stop():
        found.interrupted = True

    found.on_look = stop
    report = run_all(found, begin(setting(url), {}), [Stage(concurrency=1, requests=50)] * 3)
    assert report.interrupted
    assert len(report.stages) == 1


def test_failures_are_kept_as_evidence_and_a_few_of_what_was_right(service, url):
    service.fail = lambda number: 503 if number % 2 else 0
    found = conductor(url)
    report = run_all(found, begin(setting(url), {}), [Stage(concurrency=1, requests=20)])
    kept = [(one.why, one.kind) for one in report.exchanges]
    assert kept.count(("failure", "http_503")) == 3
    assert kept.count(("sample", "")) == 3
    failure = next(one for one in report.exchanges if one.kind)
    assert "too much" in failure.answer and "max_tokens" in failure.body
    assert failure.arrivals
