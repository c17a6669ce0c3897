"""Prometheus pages as servers write them, and as they should not."""

from __future__ import annotations

import pytest

from answerback.wire import prometheus

VLLM = """# HELP vllm:num_requests_waiting Number of requests waiting to be processed.
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="Qwen/Qwen3-0.6B"} 3.0
vllm:num_requests_waiting{engine="1",model_name="Qwen/Qwen3-0.6B"} 4.0
vllm:kv_cache_usage_perc{engine="0",model_name="a \\"} 9"} 0.25
vllm:kv_cache_usage_perc{engine="1",model_name="a } b"} 0.75
vllm:request_queue_time_seconds_sum{le="x"} 1.5e+01 1700000000000
llamacpp:requests_deferred 2
broken{ 1
empty
words are not numbers
nan_gauge NaN
"""


def test_values_are_read_by_name_whatever_the_labels() -> None:
    page = prometheus.samples(VLLM)
    assert prometheus.total(page, ("vllm:num_requests_waiting",)) == 7
    assert prometheus.highest(page, ("vllm:kv_cache_usage_perc",)) == 0.75
    assert prometheus.total(page, ("vllm:request_queue_time_seconds_sum",)) == 15
    assert prometheus.total(page, ("llamacpp:requests_deferred",)) == 2


def test_the_first_name_there_counts() -> None:
    page = prometheus.samples("old 1\nolder 2\n")
    assert prometheus.total(page, ("new", "old", "older")) == 1
    assert prometheus.total(page, ("new",)) is None


@pytest.mark.parametrize("text", ["", "<html>502</html>", '{"error":{"code":501}}', "broken{ 1", "nan NaN", "a b c"])
def test_what_is_no_page_has_no_samples(text: str) -> None:
    assert prometheus.samples(text) == {}
