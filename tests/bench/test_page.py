"""The page of a load test: whole, safe, in both languages, and without anything to fetch."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from answerback.bench.charts import bars, lines, steps
from answerback.bench.findings import found
from answerback.bench.page import render
from answerback.bench.report import BenchReport, Client, GoalMet, Kept, Moment, Requests, Spread, StageReport
from answerback.values.result import Confidence
from answerback.values.text import Lang


def stage(load, tokens, ttft, **rest):
    bins = [(ttft + 5.0 * n, 40 // (n + 1)) for n in range(12)]
    return StageReport(
        concurrency=load, output_tokens_per_s=tokens, requests_per_s=tokens / 100, requests=Requests(ok=90, failed=2),
        ttft_ms=Spread(n=90, p50=ttft, p99=3 * ttft, histogram=bins), itl_ms=Spread(n=9, p50=20.0, p99=31.0),
        tpot_ms=Spread(p50=20.0), timeline=[Moment(at_s=n, ttft_ms=ttft + n, itl_ms=20.0) for n in range(8)], **rest,
    )  # fmt: skip


def report(**rest):
    stages = [stage(1, 50, 90.0), stage(4, 190, 95.0), stage(16, 700, 120.0), stage(64, 715, 1500.0)]
    stages[3].goals = [GoalMet(goal="ttft_p99<500ms", seen=4500.0, met=False)]
    base = {"url": "http://h/v1", "model": "<m>", "server": "vllm", "stages": stages}
    return BenchReport(**base | rest)


class Balanced(HTMLParser):
    """Fails on tags that are not closed in order."""

    VOID = {"meta", "input", "br", "line", "rect", "circle", "polyline"}

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag in self.VOID or self.open.pop() == tag


def test_it_is_whole_and_fetches_nothing():
    text = render(report())
    page = Balanced()
    page.feed(text)
    assert page.open == []
    assert "<script" not in text and "default-src 'none'" in text
    assert not re.findall(r"(?:src|href)=|url\(", text)


def test_the_knee_is_marked_and_its_cause_and_flag_are_told():
    text = render(report())
    assert text.count('r="8"') == 1, "one ring"
    assert "The knee is at 16 at a time" in text and "拐点在 并发 16" in text
    assert '<tr class="knee">' in text
    assert "to change" not in text, "waiting alone, without the server's counts, names no flag"
    slow = report()
    slow.stages[3].tpot_ms = Spread(p50=90.0)
    assert "<code>--tensor-parallel-size 2</code>" in render(slow)


def test_faults_come_with_their_remedy_in_both_languages():
    one = found("overload", Confidence.CERTAIN, 3, 7, count=5, of=92, status=503, message="<busy>",
                load={"concurrency": 64})  # fmt: skip
    text = render(report(faults=[one]))
    assert "L04" in text and "64 at a time" in text and "并发 64" in text
    assert "&lt;busy&gt;" in text and "<busy>" not in text
    assert "No fault showed" in render(report()) and "No fault showed" not in text


def test_what_the_service_said_is_escaped_and_cleaned():
    kept = Kept(stage=3, number=7, why="failure", status=503, kind="http_503", body="{}", answer="<b>\x1b[31mno</b>")
    text = render(report(exchanges=[kept]))
    assert "&lt;b&gt;" in text and "<b>" not in text and "\x1b" not in text
    assert "&lt;m&gt;" in text


def test_a_client_that_was_the_limit_is_said_first():
    slow = report()
    slow.stages[3].client = Client(bottleneck=True, why=["lag"])
    text = render(slow)
    assert 0 < text.index("This client was the limit") < text.index("Stages")


@pytest.mark.parametrize("stages", [[], [StageReport(concurrency=1)], [stage(1, 50, 90.0)]])
def test_little_or_nothing_measured_is_a_page_as_well(stages):
    page = Balanced()
    page.feed(render(report(stages=stages)))
    assert page.open == []


def test_the_language_of_the_reader_is_shown_first():
    assert re.search(r'id="lang-zh" checked', render(report(), Lang.ZH))
    assert re.search(r'id="lang-en" checked', render(report(), Lang.EN))


def test_axes_have_round_numbers():
    assert steps(0, 700) == [0, 200, 400, 600]
    assert steps(0, 0.013, 5) == pytest.approx([0, 0.005, 0.01])
    assert steps(3, 3) == [3]


def test_charts_without_points_are_nothing():
    assert lines([], "x", "y") == bars([], [], "x", "--ttft") == ""
