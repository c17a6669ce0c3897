"""A model that answers badly, at random or always the same is not accused of being another one."""

from __future__ import annotations

import pytest
from naming import FAMILIES, examine

from answerback.values.injections import Configure, Garble, Injection, Say, When
from answerback.values.target import DEEP

ALL = (*FAMILIES, "authenticity", "sampling", "thinking")
ACCUSED = {"M01", "M04", "M07", "M08", "M09", "M10", "M12"}
"""M13 is left out: it speaks of sampling, and what is random at temperature 0 truly is sampled."""
NOISE = "{nonce} {nonce}, {nonce} {nonce} {nonce}."


@pytest.mark.parametrize("dialect", ["vllm", "llamacpp", "openrouter"])
@pytest.mark.parametrize(
    "acts",
    [
        [Configure(name="weak", value=True)],
        [Say(text=NOISE)],
        [Say(on=When(chance=0.5), text=NOISE)],
        [Say(text="I am a language model, and I am happy to help you with anything that you like.")],
        [Say(on=When(longer_than=90), text="The the the of and.")],
        [Garble(how="words", share=0.3)],
        [Garble(how="digits", share=1.0)],
    ],
    ids=["weak", "noise", "half-noise", "canned", "short-sighted", "garbled", "wrong-digits"],
)
def test_a_poor_model_is_not_another_one(dialect: str, acts: list[Injection]) -> None:
    report = examine(dialect, Configure(name="thinking", value=False), *acts, level=DEEP, families=ALL)
    assert not ACCUSED & {fault.code for fault in report.faults}
