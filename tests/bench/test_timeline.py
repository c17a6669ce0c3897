"""The time line: sums over any time, flat memory."""

from __future__ import annotations

import pytest

from answerback.bench.timeline import MOST, SHOWN, Timeline

S = 1_000_000_000


def test_an_hour_takes_no_more_memory_and_loses_nothing():
    line = Timeline()
    for second in range(3600):
        line.add("ok", second * S)
        line.add_tokens([second * S, second * S + S // 2], 1)
    assert all(len(counts) <= MOST for counts in line.counts.values())
    assert line.total("ok", 0, 3601 * S) == pytest.approx(3600)
    assert line.total("tokens", 600 * S, 1200 * S) == pytest.approx(1200, rel=0.01)
    assert len(line.moments()) <= SHOWN + 1


def test_moments_say_how_many_were_under_way():
    line = Timeline()
    line.add("sent", 0)
    line.add("sent", 0)
    line.add("ok", 25_000_000)
    line.add("ttft_sum", 15_000_000, 12_000_000)
    line.add("ttft_n", 15_000_000)
    active = [moment.active for moment in line.moments()]
    assert active == [2, 2, 1]
    assert line.moments()[1].ttft_ms == 12.0


def test_events_that_carry_several_tokens():
    line = Timeline()
    line.add_tokens([0, 1, 2], 2.5)
    assert line.total("tokens", 0, S) == 7.5


def test_two_lines_of_different_width_merge():
    short, long = Timeline(), Timeline()
    short.add("ok", 5 * S)
    long.add("ok", 100 * S)
    short.merge(long)
    assert short.total("ok", 0, 200 * S) == pytest.approx(2)
    assert short.width == long.width
