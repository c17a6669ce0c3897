"""Fisher's exact test against textbook values, and its error rate."""

from __future__ import annotations

from random import Random

import pytest

from answerback.bench.shares import rise


def test_the_lady_tasting_tea():
    assert rise(1, 4, 3, 4) == pytest.approx(17 / 70)
    assert rise(0, 4, 4, 4) == pytest.approx(1 / 70)


def test_nothing_seen_and_no_rise_blame_nobody():
    assert rise(0, 0, 5, 5) == rise(3, 9, 0, 0) == 1.0
    assert rise(0, 50, 0, 50) == pytest.approx(1.0)
    assert rise(5, 10, 1, 10) > 0.9


def test_large_counts_are_exact_as_well():
    assert rise(1000, 100_000, 2000, 100_000) < 1e-60
    assert 0.3 < rise(1000, 100_000, 1005, 100_000) < 0.6


def test_its_error_rate_is_what_it_says():
    rng = Random(5)
    blamed = sum(
        rise(sum(rng.random() < 0.2 for _ in range(40)), 40, sum(rng.random() < 0.2 for _ in range(60)), 60) <= 0.05
        for _ in range(1000)
    )
    assert blamed <= 65
