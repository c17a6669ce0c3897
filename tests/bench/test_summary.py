"""The summary for people: every note in both languages, only where it applies."""

from __future__ import annotations

import pytest

from answerback.bench.report import BenchReport, Client, GoalMet, Limit, Requests, Spread, StageReport
from answerback.bench.summary import lines, number
from answerback.values.text import Lang


def text(report, lang=Lang.EN, **more):
    return "\n".join(line.text for line in lines(report, lang, **more))


def stage(**more):
    given = {"concurrency": 4, "requests": Requests(ok=9), "ttft_ms": Spread(n=9, p50=120.0, p99=180.5)}
    return StageReport(**given | more)


def test_a_good_stage_is_one_row_and_no_warning():
    told = text(BenchReport(base="http://x/v1", model="m", stages=[stage()]))
    assert "4 at a time" in told and "120" in told and "180" in told
    assert "limit" not in told and "failed:" not in told


def test_a_client_that_was_the_limit_is_said_first():
    slow = Client(bottleneck=True, why=["lag", "busy"], lag_ms_p99=31.0, busy=0.97)
    told = lines(BenchReport(stages=[stage(client=slow)]), Lang.EN)
    note = next(line for line in told if "this client was the limit" in line.text)
    assert "31.0 ms" in note.text and "97 %" in note.text


@pytest.mark.parametrize("lang", list(Lang))
def test_every_note_can_be_told(lang):
    whole = stage(
        requests=Requests(ok=5, failed=2, by_kind={"http_503": 2}, warm_up=1, unfinished=1), tokens_counted=False,
        tokens_per_event=3.0, stopped="budget", goals=[GoalMet(goal="ttft<1s", seen=1200.0, met=False)], goodput=1.5,
    )  # fmt: skip
    opened = stage(concurrency=None, rate=5.0, achieved_rate=4.9, planned_rate=5.0, delay_ms=Spread(n=3, p99=1.0))
    report = BenchReport(stages=[whole, opened], interrupted=True, service_gone=True,
                         limit=Limit(load=4, failed_at=8, missed=["ttft<1s"]))  # fmt: skip
    told = text(report, lang)
    assert "http_503 2" in told and "✗ ttft<1s" in told and "4.9" in told
    assert "?" not in told, "every placeholder is filled"
    assert len(text(report, lang, quiet=True)) < len(told)


@pytest.mark.parametrize("limit", [Limit(load=None, failed_at=1, missed=["g"]), Limit(load=64)])
def test_a_limit_that_was_not_found_is_told(limit):
    assert ("Not even 1" in text(BenchReport(limit=limit))) is (limit.load is None)
    assert ("every load" in text(BenchReport(limit=limit))) is (limit.load == 64)


def test_figures_are_as_short_as_they_mean_something():
    assert [number(v) for v in (None, 0.0, 0.126, 3.0, 12.34, 1234.5)] == ["-", "0", "0.13", "3", "12.3", "1,234"]
