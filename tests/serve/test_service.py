"""The pages that tell how the engine is doing, under the names by which our own checks read them."""

from __future__ import annotations

import asyncio
import json
import time

from answerback import server
from answerback.checks import figures
from answerback.gauges import Gauge
from answerback.serve import service
from answerback.serve.brain import EngineBrain
from answerback.serve.engine import Order
from answerback.sim.honest import Service
from answerback.sim.stage import Call
from answerback.wire import prometheus
from tests.serve.scripted import Caught, Scripted


def embedded(engine: Scripted) -> service.Embedded:
    brain = EngineBrain(engine)
    return service.Embedded(brain, Service(service.setup(brain, 'qwen"3', 4096), brain))


def get(engine: Scripted, path: str) -> Caught:
    caught = Caught()

    async def run() -> None:
        await embedded(engine).handle(Call("GET", path), caught)

    asyncio.run(run())
    return caught


def test_the_figures_are_read_under_their_names() -> None:
    engine = Scripted("Hi")
    engine.figures.running, engine.figures.waiting, engine.figures.cache_used = 3, 2, 50.0
    engine.figures.first_token.add(0.2)
    page = get(engine, "/metrics").body.decode()
    known = server.named("openvino")
    assert known is not None
    assert known.metrics is not None
    found = figures.read(known.metrics, page)
    assert found is not None
    assert (found.running, found.waiting, found.cache) == (3, 2, 0.5)
    samples = prometheus.samples(page)
    for gauge, names in known.metrics.names.items():
        for name in names:
            assert name in samples or f"{name}_count" in samples, gauge
    assert samples[known.metrics.names[Gauge.TTFT][0] + "_sum"] == (0.2,)


def test_health_tells_of_an_engine_that_died_or_hangs() -> None:
    engine = Scripted("Hi")
    assert get(engine, "/health").status == 200
    engine.stepped_s = time.monotonic() - 2 * service.HUNG_S
    assert get(engine, "/health").status == 200, "nothing to do is no hanging"
    engine._live = {1: Order(ids=[], options={}, grammar=None, deliver=lambda made: None)}
    caught = get(engine, "/health")
    assert caught.status == 503
    assert "has not made a step" in json.loads(caught.body)["error"]["message"]
    engine.dead = "RuntimeError: out of memory"
    assert "out of memory" in json.loads(get(engine, "/health").body)["error"]["message"]
