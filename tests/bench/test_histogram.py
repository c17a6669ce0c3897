"""Histograms: as exact as they say, mergeable, honest about what they do not know."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from answerback.bench.histogram import Histogram, key_of, value_of


@given(st.integers(0, 10**13))
def test_a_bucket_is_a_thousandth_wide(value):
    assert abs(value_of(key_of(value)) - value) <= max(0.5, value * 0.0005)


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_buckets_keep_the_order(one, other):
    assert (one <= other) == (key_of(one) <= key_of(other)) or key_of(one) == key_of(other)


def filled(values):
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    return histogram


def test_percentiles_are_those_of_the_sorted_values():
    values = [Random(1).randrange(10**6, 10**9) for _ in range(5000)] + [7 * 10**9]
    histogram, ordered = filled(values), sorted(values)
    for share in (0.5, 0.9, 0.99, 0.999):
        true = ordered[int(share * len(ordered))]
        assert abs(histogram.at(share) - true) / true < 0.002
    spread = histogram.spread()
    assert spread.max == 7000.0
    assert spread.mean == round(sum(values) / len(values) / 1e6, 4)


def test_merging_is_counting_together():
    rng = Random(2)
    values = [rng.randrange(10**6, 10**8) for _ in range(1000)]
    merged = filled(values[:300])
    merged.merge(filled(values[300:]))
    assert merged.spread() == filled(values).spread()


def test_the_interval_holds_the_true_percentile_about_19_times_in_20():
    rng = Random(3)
    hits = 0
    for _ in range(200):
        low, high = filled([int(rng.expovariate(1) * 1e9) for _ in range(300)]).interval(0.9)
        hits += low <= 2.302585e9 <= high
    assert 180 <= hits <= 199


def test_no_interval_where_too_little_was_seen():
    histogram = filled(range(1, 60))
    assert histogram.interval(0.99) is None
    assert histogram.interval(0.5) is not None
    assert "p99" not in histogram.spread().ci95


def test_gaps_of_one_request_do_not_count_as_so_many_observations():
    one = Histogram()
    one.add_all(list(range(10**6, 2 * 10**6, 1000)))
    assert one.interval(0.5) is None


def test_bins_hold_all_that_was_counted():
    assert sum(count for _, count in filled(range(10**6, 10**6 + 999)).spread().histogram) == 999
    assert filled([5] * 4).spread().histogram == [(0.0, 4)]
    assert Histogram().spread().n == 0
