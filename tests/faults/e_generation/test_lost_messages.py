"""Messages that get lost in part: in one mode, beside tools, one role's, all but the last ones."""

from __future__ import annotations

import pytest
from naming import checked, harmful

from answerback.values.injections import CHAT, STREAMED, WHOLE, DropMessages, Injection, Truncate, When
from answerback.values.result import Mode
from answerback.values.target import DEEP


@pytest.mark.parametrize("on", [STREAMED, WHOLE], ids=["streams", "whole"])
@pytest.mark.parametrize(("what", "code"), [("system", "E10"), ("history", "E11"), ("length", "K01")])
def test_what_one_mode_loses_is_named_alone(what: str, code: str, on: When) -> None:
    acts: dict[str, Injection] = {
        "system": DropMessages(on=When(stream=on.stream, role="system"), role="system"),
        "history": DropMessages(on=on, keep_last=1),
        "length": Truncate(on=on, tokens=2048),
    }
    assert harmful(checked(acts[what], level=DEEP)) == [code]


def test_a_system_prompt_that_streams_with_tools_lose() -> None:
    report = checked(DropMessages(on=When(has="tools", stream=True), role="system"), level=DEEP)
    assert harmful(report) == ["E10"]
    assert report.faults[0].facts["mode"] == Mode.STREAMS


@pytest.mark.parametrize(
    "act",
    [
        DropMessages(on=CHAT, role="assistant"),
        DropMessages(on=CHAT, keep_last=2),
        DropMessages(on=CHAT, keep_last=3),
    ],
    ids=["assistant", "last-two", "last-three"],
)
def test_turns_lost_in_part_are_lost_history(act: Injection) -> None:
    assert harmful(checked(act, level=DEEP)) == ["E11"]
