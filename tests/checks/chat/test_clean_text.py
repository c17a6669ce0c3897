"""Turns of others are seen where a weak model comes to an end at all: in the counted and the shaped answer."""

from __future__ import annotations

import pytest

from answerback.checks.chat.clean_text import CleanText
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import Affix, Configure, Injection, When
from answerback.values.result import Status
from answerback.values.target import STANDARD, Target

TURNS = "\nUser: And what is your favourite colour?\nAssistant: It is blue."


@pytest.mark.parametrize(
    ("fields", "status"), [(("stop", "response_format.json_schema"), Status.FAIL), (("stop",), Status.PASS)]
)
def test_turns_after_answers_that_ended(fields: tuple[str, ...], status: Status) -> None:
    acts: list[Injection] = [Configure(name="thinking", value=False)]
    acts += [Affix(after=TURNS, on=When(has=field)) for field in fields]
    wire = SimWire("vllm", acts)
    try:
        report = Run(Target(wire.url), wire, STANDARD).report()
    finally:
        wire.close()
    assert next(result.status for result in report.results if result.check == CleanText.id) is status
