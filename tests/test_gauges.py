"""Names of metrics: found by version, one name one quantity."""

from __future__ import annotations

import re

import pytest

from answerback import server
from answerback.gauges import Gauge, Metrics

PAGES = [kind for kind in server.load() if kind.metrics is not None]


def test_the_name_that_the_page_tells_is_found() -> None:
    metrics = Metrics({Gauge.KV_USE: ("new", "old")}, source="here")
    assert metrics.find(Gauge.KV_USE, {"old": 0.5}) == "old"
    assert metrics.find(Gauge.KV_USE, {"old": 0.5, "new": 0.5}) == "new"
    assert metrics.find(Gauge.KV_USE, {}) is None
    assert metrics.find(Gauge.WAITING, {"old": 0.5}) is None


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)
def test_names_are_prometheus_names_and_stand_for_one_quantity(kind: type[server.Server]) -> None:
    assert kind.metrics is not None
    names = list(kind.metrics.all())
    assert names
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_:]+", name) for name in names)
    assert not [name for name in names if name.endswith(("_bucket", "_sum", "_count"))]
    assert kind.metrics.source


def test_a_page_tells_one_product() -> None:
    names = [name for kind in PAGES if kind.metrics is not None for name in kind.metrics.all()]
    assert len(names) == len(set(names))
