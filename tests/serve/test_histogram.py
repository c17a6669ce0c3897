"""Durations are counted as Prometheus wants them: cumulative, a border belongs to the bucket below it."""

from __future__ import annotations

from answerback.serve.histogram import Histogram


def test_buckets_add_up() -> None:
    one = Histogram((0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 7.0):
        one.add(seconds)
    assert dict(one.samples('model="x"')) == {
        '_bucket{model="x",le="0.1"}': 2,
        '_bucket{model="x",le="1"}': 3,
        '_bucket{model="x",le="+Inf"}': 4,
        '_sum{model="x"}': 7.65,
        '_count{model="x"}': 4,
    }


def test_without_labels_no_braces_are_empty() -> None:
    assert [name for name, _ in Histogram((1.0,)).samples()] == [
        '_bucket{le="1"}',
        '_bucket{le="+Inf"}',
        "_sum",
        "_count",
    ]
