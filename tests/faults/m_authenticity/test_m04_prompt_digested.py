"""Compressed short prompts are named in any size of digest; cut ones, long ones and weak models are something else."""

from __future__ import annotations

import pytest
from naming import named

from answerback.values.injections import Configure, Injection, Say, Truncate, When
from answerback.values.target import DEEP

ASKED = ("connection", "models", "chat", "limits", "usage", "authenticity")
PAGE = When(says="harbour office")


def codes(dialect: str, *acts: Injection) -> list[str]:
    return named(dialect, *acts, level=DEEP, families=ASKED)


@pytest.mark.parametrize("dialect", ["vllm", "llamacpp", "litellm", "ollama"])
@pytest.mark.parametrize("tokens", [80, 110])
def test_every_prompt_is_thinned(dialect: str, tokens: int) -> None:
    found = codes(dialect, Truncate(tokens=tokens, how="middle"))
    assert found[:1] == ["M04"]
    assert not {"K08", "K01", "F02", "U00"} & set(found)


def test_long_prompts_only_are_another_fault() -> None:
    assert codes("vllm", Truncate(tokens=600, how="middle"))[:1] == ["K08"]


@pytest.mark.parametrize("how", ["head", "tail"])
def test_a_cut_is_another_fault(how: str) -> None:
    assert "M04" not in codes("vllm", Truncate(tokens=100, how=how))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "acts",
    [
        [Configure(name="weak", value=True)],
        [Say(on=PAGE, text="I do not know."), Say(on=When(longer_than=2000), text="harbor")],
        [Say(on=PAGE, text="I do not know.")],
        [Say(on=When(says="code word"), text="The code words are ludawyx40 and so on.")],
        [Say(on=When(says="dababax43"), text="dababax43, foguzax45")],  # once is no twice
    ],
)
def test_a_model_that_copies_badly(acts: list[Injection]) -> None:
    assert not {"M04", "U00"} & set(codes("vllm", *acts))
