"""Models with a character of their own raise nothing on a right service."""

from __future__ import annotations

import pytest
from characters import AtALoss, ChineseOnly, LostForLong, Terse, Verbose, examine, harm

from answerback.sim import dialects
from answerback.values.injections import SetRequest
from answerback.values.result import Status
from answerback.values.target import DEEP

DIALECTS = sorted(dialects.load())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_long_opening_phrase_is_not_taken_for_greedy_sampling(dialect: str) -> None:
    assert harm(examine(dialect, Verbose)) == []
    assert harm(examine(dialect, Verbose, level=DEEP)) == []


def test_beyond_the_opening_phrase_greedy_sampling_shows() -> None:
    report = examine("vllm", Verbose, [SetRequest(path="temperature", value=0)])
    assert [r.status for r in report.results if r.check == "sampling.temperature"] == [Status.IGNORED]
    assert [f.code for f in report.faults if f.severity.rank < 3] == ["E14"]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_model_that_says_nothing_at_times(dialect: str, seed: int) -> None:
    report = examine(dialect, AtALoss, seed=seed)
    if all(result.status is Status.PASS for result in report.results if result.check == "chat.answers"):
        assert harm(report) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_model_that_has_nothing_to_say_to_long_prompts(dialect: str) -> None:
    assert harm(examine(dialect, LostForLong)) == []
    assert harm(examine(dialect, LostForLong, level=DEEP)) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_model_that_knows_chinese_alone(dialect: str) -> None:
    assert harm(examine(dialect, ChineseOnly)) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_terse_model_that_ends_just_where_a_limit_was(dialect: str) -> None:
    assert harm(examine(dialect, Terse)) == []
