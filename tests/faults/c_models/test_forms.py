"""Models that are listed and do not answer, or answer at times in another's name."""

from __future__ import annotations

import pytest
from naming import checked, harmful

from answerback.values.injections import STREAMED, Configure, Cut, Hang, Injection, Set, When

OTHER = When(has="model", equals="Qwen/Qwen3-4B")


@pytest.mark.parametrize("act", [Hang(on=OTHER), Cut(on=OTHER)], ids=["hangs", "is cut off"])
def test_a_listed_model_that_says_nothing_is_not_served(act: Injection) -> None:
    assert harmful(checked(Configure(name="models", value=["Qwen/Qwen3-0.6B", "Qwen/Qwen3-4B"]), act)) == ["C05"]


@pytest.mark.parametrize("on", [STREAMED, When(every=2), When(every=3)], ids=["streams", "every second", "every third"])
def test_another_model_in_some_answers_is_named(on: When) -> None:
    assert harmful(checked(Set(on=on, path="model", value="gpt-4o-mini"))) == ["C09"]
