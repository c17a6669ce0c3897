"""Only a replay is called one: greedy sampling, slow or fast, is not."""

from __future__ import annotations

import pytest

from answerback.checks.authenticity.made_afresh import MadeAfresh
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.reached import Reached
from answerback.checks.models.listed import ModelsListed
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import CHAT, Configure, Injection, Replay, Set, SetRequest
from answerback.values.result import Result
from answerback.values.target import DEEP, Target

GREEDY = SetRequest(on=CHAT, path="temperature", value=0)
ONE_ID = Set(on=CHAT, path="id", value="chatcmpl-1")


def judged(*injections: Injection, dialect: str = "vllm") -> Result:
    wire = SimWire(dialect, injections)
    try:
        report = Run(Target(wire.url), wire, DEEP, [Reached, ModelsListed, Answers, MadeAfresh]).report()
    finally:
        wire.close()
    return next(result for result in report.results if result.check == MadeAfresh.id)


@pytest.mark.parametrize("dialect", ["vllm", "ollama", "llamacpp", "deepseek"])
def test_the_same_answer_under_the_same_id_is_a_replay(dialect: str) -> None:
    assert judged(Replay(), dialect=dialect).reason == "same-id"


def test_the_same_answer_at_once_is_a_replay() -> None:
    said = judged(Replay(fresh_id=True), Configure(name="itl_s", value=0.05))
    assert said.reason == "at-once"
    assert said.facts["again_s"] * 10 < said.facts["fresh_s"]


@pytest.mark.parametrize(
    "injections",
    [
        pytest.param((GREEDY,), id="greedy"),
        pytest.param((GREEDY, Configure(name="itl_s", value=0.05)), id="greedy-and-slow"),
        pytest.param((GREEDY, ONE_ID), id="greedy-under-one-id"),
    ],
)
def test_equal_texts_alone_prove_nothing(injections: tuple[Injection, ...]) -> None:
    assert judged(*injections).reason == "too-alike"


def test_one_id_for_all_is_no_replay() -> None:
    assert judged(ONE_ID).status.value == "pass"


def test_a_cache_that_goes_by_the_first_letters_is_one_too() -> None:
    assert judged(Replay(prefix_chars=5)).reason == "same-id"
