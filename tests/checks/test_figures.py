"""A server's figures from its metrics page, whatever the version calls them."""

from __future__ import annotations

from typing import Any

import pytest

from answerback import server
from answerback.checks.figures import Figures, figures, grown, read
from answerback.values.asks import Get
from answerback.values.exchange import Exchange, Piece, Request
from answerback.values.target import Setting, Target
from answerback.wire.openai import Reading

PAGES = {
    "vllm": 'vllm:num_requests_running{engine="0"} 2\nvllm:num_requests_waiting{engine="0"} 1\n'
    'vllm:num_requests_waiting{engine="1"} 3\nvllm:kv_cache_usage_perc{engine="0"} 0.5\n'
    "vllm:num_preemptions_total 6\nvllm:request_queue_time_seconds_sum 8\nvllm:request_queue_time_seconds_count 4\n",
    "sglang": "sglang:num_running_reqs 2\nsglang:num_queue_reqs 4\nsglang:token_usage 0.5\n",
    "llamacpp": "llamacpp:requests_processing 2\nllamacpp:requests_deferred 4\n",
    "tgi": "tgi_batch_current_size 2\ntgi_queue_size 4\n",
    "lmdeploy": "lmdeploy:num_requests_running 2\nlmdeploy:num_requests_waiting 4\nlmdeploy:gpu_cache_usage_perc 0.5\n",
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_each_product_is_read(name: str) -> None:
    kind = server.named(name)
    assert kind is not None
    assert kind.metrics is not None
    found = read(kind.metrics, PAGES[name])
    assert found is not None
    assert found.crowd == {"running": 2, "waiting": 4}
    assert found.cache in (0.5, None)


def test_counts_and_histograms_and_older_names() -> None:
    kind = server.named("vllm")
    assert kind is not None
    assert kind.metrics is not None
    found = read(kind.metrics, PAGES["vllm"])
    assert found is not None
    assert (found.preemptions, found.queue_s, found.queued) == (6, 8, 4)
    old = read(kind.metrics, "vllm:gpu_cache_usage_perc 0.7\n")
    assert old == Figures(cache=0.7)


@pytest.mark.parametrize(
    ("before", "after", "growth"), [(1, 3, 2), (3, 3, 0), (3, 1, None), (None, 1, None), (1, None, None)]
)
def test_what_grew(before: float | None, after: float | None, growth: float | None) -> None:
    assert grown(before, after) == growth


def hear(base: str, product: str, status: int, text: str) -> tuple[Figures | None, list[Any]]:
    asked: list[Any] = []
    steps = figures(Setting(Target(base), base, server=product), 1)
    value: Any = None
    while True:
        try:
            ask = steps.send(value)
        except StopIteration as end:
            return end.value, asked
        asked.append(ask)
        pieces = (Piece(0, text.encode()),)
        value = Reading(Exchange(1, ask, Request("GET", "http://x"), status=status, pieces=pieces))


@pytest.mark.parametrize(
    ("product", "status", "text"),
    [("llamacpp", 501, '{"error":{"code":501}}'), ("sglang", 404, ""), ("vllm", 200, "<html>"), ("ollama", 200, "")],
)
def test_no_page_is_no_figures(product: str, status: int, text: str) -> None:
    found, asked = hear("http://x:1/v1", product, status, text)
    assert found is None
    assert len(asked) == (0 if product == "ollama" else 1)


def test_behind_a_prefix_the_page_is_asked_there() -> None:
    (ask,) = hear("http://x:1/team/v1", "vllm", 200, PAGES["vllm"])[1]
    assert isinstance(ask, Get)
    assert (ask.base, ask.path) == ("http://x:1/team", "metrics")
    (ask,) = hear("http://x:1/v1", "vllm", 200, PAGES["vllm"])[1]
    assert (ask.base, ask.path) == (None, "/metrics")
