"""Another request's word in an answer, found among requests that others send anyway."""

from __future__ import annotations

import pytest

from answerback.checks.load.kept_apart import KeptApart
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import STREAMED, CrossTalk, Injection, Say, When
from answerback.values.report import Report
from answerback.values.result import Confidence, Status
from answerback.values.target import STANDARD, Target

COUNTING = When(route="chat", has="stop")


def examine(*acts: Injection, dialect: str = "vllm") -> Report:
    wire = SimWire(dialect, acts)
    try:
        return Run(Target(wire.url), wire, STANDARD).report()
    finally:
        wire.close()


@pytest.mark.parametrize("dialect", ["vllm", "llamacpp", "litellm", "transformers"])
def test_swapped_answers_are_named_alone(dialect: str) -> None:
    report = examine(CrossTalk(how="whole"), dialect=dialect)
    assert [fault.code for fault in report.faults if fault.code != "D09"] == ["L05"]


def test_one_word_is_likely_two_are_certain() -> None:
    once = examine(Say(text="Marigold.", on=COUNTING)).faults
    assert [(fault.code, fault.confidence) for fault in once] == [("L05", Confidence.LIKELY)]
    twice = examine(Say(text="Marigold.", on=COUNTING), Say(text="It is heliotrope.", on=STREAMED)).faults
    assert (twice[0].code, twice[0].confidence) == ("L05", Confidence.CERTAIN)


def test_a_word_that_was_asked_for_is_ones_own() -> None:
    report = examine()
    result = next(result for result in report.results if result.check == KeptApart.id)
    assert (result.status, result.facts["answers"]) == (Status.PASS, 7)
