"""Each product is recognised by its own signals, and by nobody else's."""

from __future__ import annotations

import pytest

from answerback import server
from answerback.checks.models.recognised import Recognised
from answerback.run import Run
from answerback.server import Vendor
from answerback.sim import dialects
from answerback.sim.wire import SimWire, arrange
from answerback.values.asks import Get
from answerback.values.injections import Configure, Injection
from answerback.values.report import Report
from answerback.values.target import SMOKE, STANDARD, Level, Target

SILENT = {"dashscope"}
"""Known by host name alone."""


def recognise(dialect: str, level: Level = STANDARD, changes: tuple[Injection, ...] = ()) -> tuple[Report, Run]:
    setup, _ = arrange(dialect, changes)
    wire = SimWire(dialect, setup=setup)
    try:
        run = Run(Target(wire.url), wire, level, [*Recognised.needs, *Recognised.after, Recognised])
        return run.report(), run
    finally:
        wire.close()


@pytest.mark.parametrize("dialect", sorted(set(dialects.load()) - SILENT))
def test_each_dialect_is_recognised(dialect: str) -> None:
    report, _ = recognise(dialect)
    assert report.server.name == dialect


@pytest.mark.parametrize("dialect", sorted(set(dialects.load())))
def test_at_smoke_the_list_alone_never_names_another(dialect: str) -> None:
    report, _ = recognise(dialect, SMOKE)
    assert report.server.name in (dialect, "")
    assert report.cost.requests == 1


def test_an_unknown_service_costs_few_requests() -> None:
    report, run = recognise("dashscope")
    assert report.server.name == ""
    pages = [r for r in run.readings.values() if isinstance(r.exchange.ask, Get)]
    assert len(pages) <= 8


@pytest.mark.parametrize(("dialect", "version"), [("vllm", "0.15.1"), ("vllm", "0.10.0"), ("ollama", "0.13.9")])
def test_the_version_is_told(dialect: str, version: str) -> None:
    report, _ = recognise(dialect, changes=(Configure(name="version", value=version),))
    assert report.server.version == version


def test_a_vendor_is_known_by_its_host_name() -> None:
    from answerback.server import Clues

    hosts = {
        "api.openai.com": "openai",
        "my-resource.openai.azure.com": "azure",
        "openrouter.ai": "openrouter",
        "api.deepseek.com": "deepseek",
        "dashscope.aliyuncs.com": "dashscope",
        "api.siliconflow.cn": "siliconflow",
        "api.moonshot.cn": "moonshot",
        "open.bigmodel.cn": "zhipu",
        "generativelanguage.googleapis.com": "gemini",
        "ark.cn-beijing.volces.com": "volcengine",
    }
    for host, name in hosts.items():
        clues = Clues(None, {}, wildcard=False, host=host)
        assert [k.name for k in server.load() if k.recognise(clues) is not None] == [name]
    clues = Clues(None, {}, wildcard=False, host="notapi.openai.com.evil.example")
    assert not [k for k in server.load() if k.recognise(clues) is not None]


@pytest.mark.parametrize("kind", server.load(), ids=lambda kind: kind.name)
def test_facts_are_complete(kind: type[server.Server]) -> None:
    assert kind.__doc__
    assert kind.title
    assert server.named(kind.name) is kind
    assert all(flag.strip() for flag in kind.flags.values())
    if not issubclass(kind, Vendor) and kind.name not in ("nginx", "openvino"):
        assert kind.start
        assert "{port}" in kind.start
        assert kind.ports
        assert {"host", "port"} <= set(kind.flags)
        assert kind.harmful is not None
        assert kind.health_routes
        assert kind.health in {route.path for route in kind.health_routes}


def test_a_server_behind_a_prefix_is_asked_beside_its_base() -> None:
    _, run = recognise("vllm", changes=(Configure(name="prefix", value="/llm/v1"),))
    urls = [reading.exchange.request.url for reading in run.readings.values()]
    assert not [url for url in urls if url.endswith("//sim/version")]
