"""Requests that fit, or whose sum does not, and that break the service."""

from __future__ import annotations

import pytest
from naming import checked, harmful

from answerback.values.injections import Hang, Injection, Reply, Say, When
from answerback.values.target import DEEP

ALL = When(has="max_tokens", equals=40960)
LONG = When(longer_than=1500)


@pytest.mark.parametrize("act", [Reply(on=ALL, status=500, body="Internal Server Error"), Hang(on=ALL)])
def test_a_sum_beyond_the_context_that_breaks_is_k06(act: Injection) -> None:
    assert harmful(checked(act, level=DEEP)) == ["K06"]


@pytest.mark.parametrize(
    "act", [Reply(on=LONG, status=503, body='{"error":{"message":"busy"}}'), Say(on=LONG, text="")]
)
def test_long_prompts_that_fit_and_get_no_answer_are_no_health(act: Injection) -> None:
    report = checked(act, level=DEEP)
    assert "chat.long-prompt" in {check for found in report.faults for check in found.because}
    assert "U00" in harmful(report)
