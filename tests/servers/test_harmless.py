"""No check, at any level, on any product, ever asks a route that has a side effect."""

from __future__ import annotations

import pytest

from answerback import server
from answerback.facts import harms
from answerback.run import Run
from answerback.sim import dialects
from answerback.sim.wire import SimWire, arrange
from answerback.values.target import DEEP, Target

EVERYWHERE = tuple(
    route for kind in server.load() if kind.name != "litellm" for route in kind.harmful or ()
)  # LiteLLM's /health is harmless with everybody else


def asked(dialect: str) -> set[tuple[str, str]]:
    """Return every method and path of a deep run."""
    setup, _ = arrange(dialect, ())
    wire = SimWire(dialect, setup=setup)
    try:
        run = Run(Target(wire.url), wire, DEEP)
        run.report()
    finally:
        wire.close()
    requests = [reading.exchange.request for reading in run.readings.values()]
    return {(r.method, "/" + r.url.partition("://")[2].partition("/")[2].partition("?")[0]) for r in requests}


@pytest.mark.parametrize("dialect", sorted(dialects.load()))
def test_no_route_with_side_effects_is_ever_asked(dialect: str) -> None:
    kind = server.named(dialect)
    routes = EVERYWHERE + (kind.harmful or () if kind is not None else ())
    seen = asked(dialect)
    assert len(seen) > 3
    assert not [(method, path) for method, path in seen if harms(routes, method, path)]


@pytest.mark.parametrize(
    ("method", "path", "harmful"),
    [
        ("GET", "/flush_cache", True),
        ("GET", "/terminate", True),
        ("POST", "/slots/0", True),
        ("GET", "/slots", False),
        ("POST", "/props", True),
        ("GET", "/props", False),
        ("DELETE", "/api/delete", True),
        ("POST", "/v1/load_lora_adapter", True),
        ("POST", "/v1/chat/completions", False),
        ("GET", "/v1/models", False),
        ("POST", "/v1/models", True),
    ],
)
def test_what_is_harmful(method: str, path: str, harmful: bool) -> None:
    assert harms(EVERYWHERE, method, path) is harmful


@pytest.mark.parametrize("kind", [k for k in server.load() if k.launch or k.harmful], ids=lambda kind: kind.name)
def test_what_recognises_a_product_harms_none(kind: type[server.Server]) -> None:
    routes = EVERYWHERE + (kind.harmful or ())
    assert not [path for path in (*kind.looks_at, kind.health) if path and harms(routes, "GET", path)]
