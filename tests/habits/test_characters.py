"""Models with a character of their own raise nothing on a right service."""

from __future__ import annotations

import pytest
from characters import Verbose, examine, harm

from answerback.sim import dialects
from answerback.values.injections import SetRequest
from answerback.values.result import Status

DIALECTS = sorted(dialects.load())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_long_opening_phrase_is_not_taken_for_greedy_sampling(dialect: str) -> None:
    report = examine(dialect, Verbose)
    assert harm(report) == []
    assert report.cost.requests <= 40


def test_beyond_the_opening_phrase_greedy_sampling_shows() -> None:
    report = examine("vllm", Verbose, [SetRequest(path="temperature", value=0)])
    assert [r.status for r in report.results if r.check == "sampling.temperature"] == [Status.IGNORED]
    assert [f.code for f in report.faults if f.severity.rank < 3] == ["E14"]
