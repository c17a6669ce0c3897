"""A router that knows tests by their looks; a model that answers everything badly, or nothing, is none."""

from __future__ import annotations

import pytest
from naming import named

from answerback.checks.authenticity.natural import EVERYDAY
from answerback.values.injections import Configure, Garble, Injection, Say, When
from answerback.values.target import DEEP

ASKED = ("connection", "models", "chat", "authenticity")


def codes(dialect: str, *acts: Injection) -> list[str]:
    return named(dialect, *acts, level=DEEP, families=ASKED)


@pytest.mark.parametrize("dialect", ["vllm", "litellm", "ollama", "openrouter"])
@pytest.mark.parametrize(
    "text", ["I am not sure, please look it up.", "The city is Madrid, surely.", "抱歉，我不知道。"]
)
def test_everyday_questions_go_to_a_poor_model(dialect: str, text: str) -> None:
    assert codes(dialect, Say(on=When(says=EVERYDAY), text=text)) == ["M10"]


@pytest.mark.parametrize(
    "acts",
    [
        [],
        [Configure(name="weak", value=True)],
        [Say(on=When(says="capital of|capital"), text="It is a nice city.")],
        [Say(on=When(says=EVERYDAY), text="Paris, Tokyo, it depends on what you mean.")],
        [Say(on=When(says=f"{EVERYDAY}|capital of (France|Spain|Japan)"), text="No idea.")],
        [Say(on=When(says="Answer with the letter only"), text="Paris"), Say(on=When(says=EVERYDAY), text="No idea.")],
        [Garble(on=When(says=EVERYDAY), share=0.1)],
        [Say(on=When(says=EVERYDAY), text="")],
    ],
)
def test_a_poor_model_is_not_a_router(acts: list[Injection]) -> None:
    assert not {"M10", "U00"} & set(codes("vllm", *acts))
