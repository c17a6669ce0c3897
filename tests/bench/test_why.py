"""The knee and its cause, on services whose limit is known."""

from __future__ import annotations

import pytest

from answerback.bench.report import Client, Requests, Spread, StageReport
from answerback.bench.why import NO_KNEE, SENTENCES, Bound, explain, remedy
from answerback.checks.figures import Figures
from answerback.values.result import Confidence
from answerback.values.text import Lang


def stage(load, tokens, ttft=100.0, tpot=20.0, ratio=4.0, failed=0, rate=None, **rest):
    return StageReport(
        concurrency=None if rate else load, rate=rate, output_tokens_per_s=tokens, requests_per_s=tokens / 100,
        input_tokens_per_s=tokens * ratio, ttft_ms=Spread(p50=ttft), tpot_ms=Spread(p50=tpot),
        requests=Requests(ok=100 - failed, failed=failed), **rest,
    )  # fmt: skip


def sweep(**last):
    """A service that holds 16: beyond, twice the load brings next to nothing."""
    return [stage(1, 50), stage(4, 190), stage(16, 700), stage(64, 720, **last)]


def test_throughput_that_grows_with_the_load_has_no_knee():
    assert explain([stage(1, 50), stage(4, 190), stage(16, 700)]).knee is None
    assert explain([stage(8, 300)]).knee is None
    assert explain([]).knee is None
    assert NO_KNEE.fill(Lang.EN)


def test_the_knee_is_the_last_load_that_was_followed_in_whatever_order():
    found = explain(sweep(ttft=1500.0))
    assert found.knee == 2
    backwards = explain(list(reversed(sweep(ttft=1500.0))))
    assert backwards.knee == 1


def test_an_open_loop_has_its_knee_where_answers_fall_behind():
    stages = [stage(0, 100 * rate, rate=rate) for rate in (1.0, 2.0, 4.0)]
    assert explain(stages).knee is None
    assert explain([*stages, stage(0, 500, rate=8.0)]).knee == 2
    assert explain([*stages, stage(0, 800, rate=8.0, ttft=900.0)]).knee == 2


@pytest.mark.parametrize(
    ("last", "figures", "bound", "confidence"),
    [
        ({"client": Client(bottleneck=True, why=["lag"])}, [], Bound.CLIENT, Confidence.LIKELY),
        ({"failed": 40}, [], Bound.REFUSALS, Confidence.LIKELY),
        ({}, [Figures(running=16, waiting=48, cache=0.4)] * 3, Bound.QUEUE, Confidence.CERTAIN),
        ({}, [Figures(running=20, waiting=30, cache=0.99)] * 3, Bound.CACHE, Confidence.CERTAIN),
        ({}, [Figures(running=40, waiting=0, cache=0.9, preemptions=n) for n in (2, 9)], Bound.CACHE,
         Confidence.CERTAIN),
        ({"ttft": 3000.0, "ratio": 40.0}, [Figures(running=64, waiting=0, cache=0.3)], Bound.PREFILL,
         Confidence.LIKELY),
        ({"ttft": 3000.0, "ratio": 40.0}, [], Bound.PREFILL, Confidence.POSSIBLE),
        ({"tpot": 80.0}, [], Bound.DECODE, Confidence.LIKELY),
        ({"tpot": 80.0, "ttft": 400.0}, [Figures(running=64, waiting=0)], Bound.DECODE, Confidence.LIKELY),
        ({"ttft": 3000.0}, [], Bound.UNKNOWN, Confidence.POSSIBLE),
    ],
)  # fmt: skip
def test_what_bounds_it_is_told(last, figures, bound, confidence):
    found = explain(sweep(**last), [[], [], [], figures])
    assert (found.knee, found.bound, found.confidence) == (2, bound, confidence)
    for lang in Lang:
        assert "?" not in SENTENCES[bound].fill(lang, found.facts).replace("?%", "").replace("? %", "")


@pytest.mark.parametrize(
    ("bound", "product", "flag"),
    [
        (Bound.QUEUE, "vllm", "--max-num-seqs"),
        (Bound.CACHE, "sglang", "--mem-fraction-static"),
        (Bound.PREFILL, "llamacpp", "-ub"),
        (Bound.DECODE, "vllm", "--tensor-parallel-size"),
    ],
)
def test_the_flag_that_moves_it_is_named(bound, product, flag):
    found = remedy(bound, product)
    assert found is not None and any(one.startswith(flag) for one in found.flags)


def test_no_flag_of_the_server_moves_the_client():
    assert remedy(Bound.CLIENT, "vllm") is None
    assert remedy(Bound.QUEUE, "unheard-of") is not None
