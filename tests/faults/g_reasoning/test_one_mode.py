"""Switches of thinking that one mode drops."""

from __future__ import annotations

import pytest
from naming import checked, harmful

from answerback.values.injections import STREAMED, WHOLE, DropRequest, When
from answerback.values.result import Mode
from answerback.values.target import DEEP


@pytest.mark.parametrize("switch", ["chat_template_kwargs", "reasoning_effort"])
def test_a_switch_that_whole_answers_drop_is_g08(switch: str) -> None:
    report = checked(DropRequest(on=WHOLE, path=switch), level=DEEP)
    assert harmful(report) == ["G08"]
    assert report.faults[0].facts["mode"] == Mode.WHOLE


@pytest.mark.parametrize("on", [STREAMED, When(stream=True, has="chat_template_kwargs")])
def test_a_switch_that_streams_drop_is_g08(on: When) -> None:
    assert harmful(checked(DropRequest(on=on, path="chat_template_kwargs"))) == ["G08"]
