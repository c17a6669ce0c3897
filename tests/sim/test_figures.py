"""The simulator's metrics page tells what it truly does, under each product's names."""

from __future__ import annotations

from typing import Any

import pytest

from answerback import check
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.asks import Get
from answerback.values.injections import Configure
from answerback.values.report import Report
from answerback.values.target import DEEP, Setting, Target


def page(dialect: str, **setup: Any) -> tuple[int, str]:
    wire = SimWire(dialect, [Configure(name=name, value=value) for name, value in setup.items()])
    try:
        wire.start(1, Get(path="/metrics"), Setting(Target(wire.url), wire.url))
        (exchange,) = wire.finished()
        return exchange.status, exchange.body.decode()
    finally:
        wire.close()


@pytest.mark.parametrize(
    ("dialect", "metrics", "status", "name"),
    [
        ("vllm", None, 200, "vllm:num_requests_waiting{"),
        ("lmdeploy", None, 200, "lmdeploy:num_requests_waiting{"),
        ("tgi", None, 200, "tgi_queue_size{"),
        ("llamacpp", None, 501, "--metrics"),
        ("llamacpp", True, 200, "llamacpp:requests_deferred{"),
        ("sglang", None, 404, "Not Found"),
        ("sglang", True, 200, "sglang:num_queue_reqs{"),
        ("vllm", False, 404, "Not Found"),
        ("ollama", True, 404, "404 page not found"),
    ],
)
def test_a_page_is_there_as_the_product_starts_or_by_its_flag(
    dialect: str, metrics: bool | None, status: int, name: str
) -> None:
    found, text = page(dialect, metrics=metrics)
    assert found == status
    assert name in text


def deep(*injections: Any) -> Report:
    wire = SimWire("vllm", injections)
    wanted = ("connection", "models", "chat", "streaming", "load")
    chosen = [kind for kind in check.load(DEEP) if kind.family in wanted]
    try:
        return Run(Target(wire.url), wire, DEEP, chosen).report()
    finally:
        wire.close()


@pytest.mark.parametrize(("slots", "running", "waiting"), [(4, 4, 8), (1, 1, 14)])
def test_who_runs_and_who_waits_is_counted_amid_a_burst(slots: int, running: int, waiting: int) -> None:
    report = deep(Configure(name="slots", value=slots))
    facts = next(result.facts for result in report.results if result.check == "load.batch")
    assert (facts["running"], facts["waiting"]) == (running, waiting)
    assert facts["sent"] >= running + waiting
    room = next(result.facts for result in report.results if result.check == "load.room")
    assert (room["running"], room["waiting"]) == (0, 0)
    assert room["queue_s"] > 0
    assert room["prefix_hits_percent"] >= 0
