"""Sampling that is broken in other ways than one parameter dropped: named, or at least a promise that does not hold."""

from __future__ import annotations

import pytest
from naming import checked, harmful

from answerback.values.injections import (
    CHAT,
    STREAMED,
    WHOLE,
    Cap,
    Drop,
    DropRequest,
    Injection,
    Set,
    SetRequest,
    When,
)
from answerback.values.target import DEEP

ZERO = When(has="temperature", equals=0)


@pytest.mark.parametrize(
    "act",
    [
        SetRequest(on=ZERO, path="temperature", value=1),
        DropRequest(on=ZERO, path="temperature"),
        DropRequest(on=CHAT, path="temperature"),
        SetRequest(on=CHAT, path="temperature", value=1),
        SetRequest(on=STREAMED, path="temperature", value=1),
        SetRequest(on=WHOLE, path="temperature", value=1),
    ],
)
def test_temperature_0_that_is_sampled_is_a_broken_promise_at_standard(act: Injection) -> None:
    report = checked(act)
    assert harmful(report) == ["U00"]
    assert report.faults[0].because == ("sampling.greedy",)


@pytest.mark.parametrize("seed", [0, 42])
def test_a_seed_put_in_where_none_is_sent_is_a_hidden_default(seed: int) -> None:
    assert harmful(checked(SetRequest(on=When(lacks="seed"), path="seed", value=seed))) == ["E15"]


@pytest.mark.parametrize(
    "act",
    [
        Drop(on=CHAT, path="choices[*].logprobs.content[*].top_logprobs"),
        Set(on=CHAT, path="choices[*].logprobs.content[*].top_logprobs", value=[]),
    ],
)
def test_alternatives_left_out_are_missing_logprobs(act: Injection) -> None:
    assert harmful(checked(act)) == ["E28"]


def test_a_cap_that_says_stop_is_still_a_cap() -> None:
    long = When(has="max_tokens", equals=1200)
    says = Set(on=long, path="choices[*].finish_reason", value="stop", was="length")
    assert harmful(checked(Cap(on=CHAT, tokens=256), says, level=DEEP)) == ["E21"]
