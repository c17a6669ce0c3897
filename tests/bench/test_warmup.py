"""Where the warm-up ends."""

from __future__ import annotations

from random import Random

from answerback.bench.warmup import hold, settled


def test_a_start_that_is_slower_is_left_out():
    assert settled([900, 500, 300] + [100 + n % 5 for n in range(40)], None) in (3, 4)


def test_an_even_start_is_kept_whole():
    rng = Random(4)
    for _ in range(50):
        assert settled([rng.randrange(90, 110) for _ in range(60)], None) == 0


def test_few_requests_are_all_kept():
    assert settled([900, 100, 100, 100], None) == 0


def test_the_first_wave_of_a_closed_loop_is_left_out_once_there_were_three():
    assert settled([100] * 30, 10) == 10
    assert settled([100] * 29, 10) == 0
    assert settled([100] * 30, 1) == 0


def test_so_many_are_held_back():
    assert hold(None) == hold(1) == 50
    assert hold(1000) == 3000
