"""Lengths as they are written, and what is drawn from them."""

from __future__ import annotations

from random import Random
from statistics import fmean, pstdev

import pytest

from answerback.bench.lengths import parse
from answerback.command import UsageError
from answerback.values.text import Lang


@pytest.mark.parametrize(
    ("spec", "mean", "deviation", "most"),
    [
        ("512", 512, 0, 512),
        ("uniform:100-900", 500, 231, 900),
        ("normal:512,64", 512, 64, 896),
        ("lognormal:512,300", 512, 300, 4096),
        ("choice:64,512,2048", 874.7, 849, 2048),
    ],
)
def test_draws_have_the_mean_and_the_spread_that_were_asked_for(spec, mean, deviation, most):
    lengths, rng = parse(spec), Random(1)
    drawn = [lengths.draw(rng) for _ in range(20_000)]
    assert fmean(drawn) == pytest.approx(mean, rel=0.03)
    assert pstdev(drawn) == pytest.approx(deviation, rel=0.06, abs=0.1)
    assert lengths.mean == pytest.approx(mean, rel=0.01)
    assert lengths.most == most
    assert min(drawn) >= 1 and max(drawn) <= most


def test_nothing_is_ever_shorter_than_a_token():
    lengths = parse("normal:4,40")
    rng = Random(0)
    assert min(lengths.draw(rng) for _ in range(500)) == 1


@pytest.mark.parametrize(
    "spec",
    ["", "many", "0", "-5", "1.5", "uniform:900-100", "uniform:5", "normal:512", "normal:0,4", "zipf:3,4", "choice:",
     "choice:4,x", "512,64", "normal:5,-1"],
)  # fmt: skip
def test_what_is_no_length_is_declined(spec):
    with pytest.raises(UsageError) as caught:
        parse(spec)
    assert repr(spec) in caught.value.told(Lang.EN)
