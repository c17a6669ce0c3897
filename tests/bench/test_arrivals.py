"""Planned send times: the rate that was asked for, the same for the same seed, never backwards."""

from __future__ import annotations

from itertools import islice, pairwise
from statistics import fmean, pstdev

import pytest

from answerback.bench.arrivals import planned, times
from answerback.bench.plan import Arrivals, Stage
from answerback.command import UsageError

S = 1_000_000_000
OPEN = (Arrivals.CONSTANT, Arrivals.POISSON, Arrivals.BURST, Arrivals.RAMP)


def stage(arrivals, rate=50.0, duration_s=20.0, **rest):
    return Stage(arrivals=arrivals, rate=rate, duration_s=duration_s, **rest)


@pytest.mark.parametrize("arrivals", OPEN)
def test_they_never_go_backwards_and_stay_within_the_stage(arrivals):
    found = list(times(stage(arrivals)))
    assert all(a <= b for a, b in pairwise(found))
    assert found[0] >= 0 and found[-1] <= 20 * S
    assert len(found) == planned(stage(arrivals))


@pytest.mark.parametrize("arrivals", [Arrivals.CONSTANT, Arrivals.POISSON, Arrivals.BURST])
@pytest.mark.parametrize("seed", range(3))
def test_the_rate_is_the_one_that_was_asked_for(arrivals, seed):
    assert len(list(times(stage(arrivals, seed=seed)))) == 1000


def test_constant_gaps_are_constant():
    assert list(times(stage(Arrivals.CONSTANT, 4.0, 1.0))) == [0, S // 4, S // 2, 3 * S // 4]


@pytest.mark.parametrize("end", [{"duration_s": 200.0}, {"duration_s": None}])
def test_poisson_gaps_are_exponential(end):
    found = list(islice(times(stage(Arrivals.POISSON, 50.0, **end)), 10_000))
    gaps = [(b - a) / S for a, b in pairwise(found)]
    assert fmean(gaps) == pytest.approx(0.02, rel=0.05)
    assert pstdev(gaps) == pytest.approx(0.02, rel=0.06), "an exponential's deviation is its mean"
    assert sum(g > 0.02 for g in gaps) / len(gaps) == pytest.approx(0.368, abs=0.02)


def test_a_seed_gives_the_same_times_and_another_seed_others():
    one, two, other = (list(times(stage(Arrivals.POISSON, seed=seed))) for seed in (7, 7, 8))
    assert one == two != other


def test_bursts_go_out_together_at_the_same_mean_rate():
    found = list(times(stage(Arrivals.BURST, 8.0, 2.0, burst=4)))
    assert found == [0] * 4 + [S // 2] * 4 + [S] * 4 + [3 * S // 2] * 4


@pytest.mark.parametrize("start", [None, 0.0, 10.0, 90.0])
def test_a_ramp_goes_from_its_first_rate_to_its_last(start):
    found = list(times(stage(Arrivals.RAMP, 50.0, 20.0, start_rate=start)))
    first = 5.0 if start is None else start
    early = sum(at < 5 * S for at in found)
    late = sum(at >= 15 * S for at in found)
    slope = (50 - first) / 20
    assert early == pytest.approx(5 * (first + 2.5 * slope), abs=2)
    assert late == pytest.approx(5 * (first + 17.5 * slope), abs=2)


def test_requests_end_a_stage_as_well():
    for arrivals in OPEN:
        assert len(list(times(stage(arrivals, requests=7)))) == 7
        assert len(list(times(stage(arrivals, duration_s=None, requests=9)))) == 9


def test_a_closed_loop_and_a_trace_plan_nothing():
    assert list(times(Stage(concurrency=4))) == []
    assert list(times(Stage(arrivals=Arrivals.TRACE))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        Stage(),
        Stage(concurrency=0),
        Stage(arrivals=Arrivals.POISSON),
        Stage(arrivals=Arrivals.CONSTANT, rate=-1.0),
        Stage(arrivals=Arrivals.BURST, rate=1.0, burst=0),
        Stage(arrivals=Arrivals.RAMP, rate=5.0),
    ],
)
def test_what_cannot_be_held_is_declined(wrong):
    with pytest.raises(UsageError):
        times(wrong)
