"""`answerback bench` from the command line, against a small service on a real socket."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import threading

import pytest

from answerback.cli._levels import duration, precision, stages
from answerback.cli._parse import parse
from answerback.cli.bench import COMMAND
from answerback.command import UsageError
from answerback.sim.app import refused


def given(*words):
    return parse("bench", COMMAND, ["http://x", *words], {})


def test_a_sweep_is_reported_to_the_contract(answerback, url, scripted):
    said = answerback("bench", url, "--concurrency", "1,3", "--requests", "6", "--format", "json", "-q")
    assert said.code == 0
    report = json.loads(said.out)
    assert report["schema"] == "answerback.bench/1"
    assert [stage["concurrency"] for stage in report["stages"]] == [1, 3]
    for stage in report["stages"]:
        assert stage["requests"]["ok"] == 6
        assert stage["ttft_ms"]["p50"] > 0
        assert stage["completion_tokens"] == 6 * 6
        assert stage["client"]["cpu_s"] > 0
    asked = [call.json() for call in scripted.calls if call.method == "POST"]
    assert all(body["stream"] and body["stream_options"] == {"include_usage": True} for body in asked[2:])


@pytest.mark.parametrize(("lang", "word"), [("en", "at a time"), ("zh", "并发")])
def test_the_summary_is_in_both_languages(answerback, url, lang, word):
    said = answerback("bench", url, "--concurrency", "2", "--requests", "4", "--lang", lang)
    assert said.code == 0
    assert f"{word}" in said.out
    assert "TTFT" in said.out or "首 token" in said.out


def test_requests_as_csv(answerback, url, tmp_path):
    path = tmp_path / "rows.csv"
    said = answerback("bench", url, "--concurrency", "2", "--requests", "5", "--format", "csv", "-o", str(path))
    assert said.code == 0
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert sorted(int(row["number"]) for row in rows) == list(range(5))
    assert all(float(row["end_ms"]) >= float(row["first_token_ms"]) >= float(row["sent_ms"]) for row in rows)


def test_a_plan_sends_nothing(answerback, url, scripted):
    said = answerback("bench", url, "--concurrency", "4", "--requests", "10", "--output-tokens", "50", "--plan")
    assert said.code == 0
    assert "500" in said.out
    assert not scripted.calls


def test_a_goal_that_is_missed_is_told_by_the_exit_code(answerback, url):
    held = answerback("bench", url, "--concurrency", "1", "--requests", "3", "--goal", "errors<1%")
    missed = answerback("bench", url, "--concurrency", "1", "--requests", "3", "--goal", "e2e_p50<0.001ms")
    assert (held.code, missed.code) == (0, 1)
    assert "✓ errors<1%" in held.out
    assert "✗ e2e_p50<0.001ms" in missed.out


def test_the_limit_is_looked_for(answerback, url):
    words = ("--concurrency", "1", "--requests", "4", "--find-limit", "--goal", "e2e_p50<0.001ms", "--format", "json")
    said = answerback("bench", url, *words)
    limit = json.loads(said.out)["limit"]
    assert (said.code, limit["load"], limit["failed_at"]) == (1, None, 1)


def test_the_budget_ends_it(answerback, url):
    words = ("--concurrency", "1,2", "--requests", "50", "--output-tokens", "40", "--budget-tokens", "100")
    report = json.loads(answerback("bench", url, *words, "--format", "json").out)
    assert report["stages"][-1]["stopped"] == "budget"
    assert sum(stage["completion_tokens"] for stage in report["stages"]) <= 100


def test_nobody_listens(answerback):
    with refused() as url:
        said = answerback("bench", url)
    assert said.code == 3
    assert "curl: (7)" in said.err
    assert "Traceback" not in said.err


def test_ctrl_c_gives_the_report_so_far(answerback, url, scripted):
    def answer(call):
        if len(scripted.calls) == 12:
            threading.Timer(0, os.kill, (os.getpid(), signal.SIGINT)).start()
        return "one two three"

    scripted.answer = answer
    before = signal.getsignal(signal.SIGINT)  # a job in the background has it ignored
    said = answerback("bench", url, "--concurrency", "1", "--duration", "60", "--format", "json")
    report = json.loads(said.out)
    assert said.code == 130
    assert report["interrupted"] is True
    assert report["stages"][0]["stopped"] == "interrupted"
    assert report["stages"][0]["requests"]["ok"] >= 5
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    "words",
    [
        ("--concurrency", "0"), ("--concurrency", "1.5"), ("--concurrency", "many"), ("--rate", "-1"),
        ("--rate", "1", "--concurrency", "1"), ("--arrivals", "poisson"), ("--duration", "soon"), ("--find-limit",),
        ("--precision", "tight"), ("--goal", "happiness<3"), ("--input-tokens", "long"), ("--requests", "0"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_before_anything_is_sent(answerback, url, scripted, words):
    said = answerback("bench", url, *words)
    assert said.code == 2
    assert said.err.startswith("answerback: ") and said.err.count("\n") == 1
    assert not scripted.calls


def test_levels_come_from_the_options():
    assert [stage.concurrency for stage in stages(given())] == [1, 4, 16]
    assert [stage.requests for stage in stages(given())] == [20, 20, 80]
    (stage,) = stages(given("--rate", "2.5"))
    assert (stage.rate, stage.arrivals.value, stage.duration_s) == (2.5, "poisson", 20.0)
    assert stages(given("--rate", "3", "--arrivals", "burst", "--burst", "5"))[0].burst == 5


def test_times_and_shares_as_people_write_them():
    assert [duration(given("--duration", word)) for word in ("30", "30s", "2m", "1h")] == [30, 30, 120, 3600]
    assert [precision(given("--precision", word)) for word in ("2%", "0.02")] == [0.02, 0.02]
    with pytest.raises(UsageError):
        duration(given("--duration", "nan"))


def test_a_page_and_a_comparison_of_two_reports(answerback, url, tmp_path):
    paths = [str(tmp_path / name) for name in ("a.json", "b.json")]
    for path in paths:
        words = ("--concurrency", "1", "--requests", "12", "--format", "json", "-o", path, "-q")
        assert answerback("bench", url, *words).code == 0
    same = answerback("bench", "compare", *paths)
    assert same.code in (0, 1) and same.out.strip()
    page = answerback("bench", url, "--concurrency", "1", "--requests", "4", "--format", "html", "-q")
    assert page.code == 0 and page.out.lstrip().lower().startswith("<!doctype html")


@pytest.mark.parametrize("words", [("compare",), ("compare", "a.json"), ("compare", "none.json", "none.json")])
def test_reports_that_cannot_be_compared(answerback, words):
    said = answerback("bench", *words)
    assert said.code == 2 and said.err.count("\n") == 1


def test_a_second_address_is_no_report(answerback, url):
    assert answerback("bench", url, url).code == 2


def test_what_is_wrong_under_load_is_named(answerback, url, scripted):
    words = ("bench", url, "--concurrency", "2", "--requests", "12")
    assert json.loads(answerback(*words, "--format", "json").out)["faults"] == []
    scripted.done = False
    report = json.loads(answerback(*words, "--format", "json").out)
    assert [fault["code"] for fault in report["faults"]] == ["H04"]
    assert "H04" in answerback(*words).out
