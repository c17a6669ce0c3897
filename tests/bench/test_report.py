"""The bench report: the contract's names, and lossless through JSON."""

from __future__ import annotations

import json

import msgspec
import pytest

from answerback.bench import report
from answerback.bench.report import BenchReport, GoalMet, Limit, Spread, StageReport

LATENCY = {"mean", "p50", "p90", "p95", "p99", "max"}


def test_the_contract_is_kept_to_the_letter():
    told = json.loads(report.write(BenchReport(stages=[StageReport(concurrency=4)])))
    assert told["schema"] == "answerback.bench/1"
    stage = told["stages"][0]
    assert stage["concurrency"] == 4
    assert {"ok", "failed"} <= stage["requests"].keys()
    for name in ("ttft_ms", "itl_ms", "tpot_ms", "e2e_ms"):
        assert stage[name].keys() >= LATENCY
    for name in ("duration_s", "output_tokens_per_s", "requests_per_s", "goodput"):
        assert name in stage
    assert {"cpu_s", "lag_ms_p99", "peak_rss_mb"} <= stage["client"].keys()


def test_it_is_lossless_through_json():
    stage = StageReport(rate=2.5, ttft_ms=Spread(n=2, p50=1.5, ci95={"p50": (1.0, 2.0)}), goals=[GoalMet(goal="x")])
    whole = BenchReport(stages=[stage], limit=Limit(load=3.0, missed=["x"]), interrupted=True)
    assert report.read(report.write(whole)) == whole


def test_another_schema_is_no_bench_report():
    with pytest.raises(msgspec.ValidationError, match=r"answerback\.report/1"):
        report.read(b'{"schema": "answerback.report/1"}')
