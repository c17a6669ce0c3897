"""The same seed: answers that part late prove nothing, answers that part at once do."""

from __future__ import annotations

import pytest

from answerback.checks.sampling.seed import SeedHeeded
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import Say, When
from answerback.values.result import Result, Status
from answerback.values.target import STANDARD, Target

PLACES = ("a far harbour.", "an old town.", "Olwen's bay.", "the cold north.")


def judged(*texts: str) -> Result:
    """Return what is said of a service that answers the seeded question with these texts, in this order."""
    return _judged([Say(text=text, on=When(has="seed", nth=n)) for n, text in enumerate(texts, 1)])


def _judged(acts: list[Say]) -> Result:
    wire = SimWire("vllm", acts)
    try:
        report = Run(Target(wire.url), wire, STANDARD).report()
    finally:
        wire.close()
    return next(result for result in report.results if result.check == SeedHeeded.id)


def test_answers_that_part_late_are_rounding() -> None:
    result = judged(*(f"Once upon a time, in {place}" for place in PLACES))
    assert (result.status, result.reason) == (Status.UNKNOWN, "drifts")
    assert result.facts["excerpt"].startswith("Once upon a time, in ")


@pytest.mark.parametrize("opening", ["", "A ", "The"])
def test_answers_that_part_at_once_had_no_seed(opening: str) -> None:
    result = judged(*(f"{opening}{n} keeper went to {place}" for n, place in zip("kqxz", PLACES, strict=True)))
    assert (result.status, result.reason) == (Status.IGNORED, "ignored")


def test_a_service_that_repeats_nothing_at_temperature_0_is_not_blamed() -> None:
    """A busy llama.cpp moves every probability a little: the same seed then draws other words."""
    texts = [f"{n} keeper went to {place}" for n, place in zip("kqxzwv", (*PLACES, "a hill.", "the sea."), strict=True)]
    acts = [Say(text=text, on=When(has="seed", nth=n)) for n, text in enumerate(texts, 1)]
    assert _judged(acts).reason == "noisy"
