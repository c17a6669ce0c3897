"""Effort that is lowered, capped or dropped, where a model knows degrees; anywhere else nothing is said."""

from __future__ import annotations

import pytest
from naming import named

from answerback.values.injections import Configure, DropRequest, Injection, Scale, SetRequest, When
from answerback.values.target import DEEP

ASKED = ("connection", "models", "chat", "thinking", "authenticity")
GRADED = Configure(name="models", value=["openai/gpt-oss-20b"])
HIGH = When(has="reasoning_effort", equals="high")


def codes(dialect: str, *acts: Injection) -> list[str]:
    return named(dialect, *acts, level=DEEP, families=ASKED)


@pytest.mark.parametrize("dialect", ["vllm", "sglang", "llamacpp", "litellm", "openrouter"])
@pytest.mark.parametrize(
    "act",
    [
        SetRequest(on=HIGH, path="reasoning_effort", value="low"),
        SetRequest(on=HIGH, path="reasoning_effort", value="medium"),
        DropRequest(on=HIGH, path="reasoning_effort"),
    ],
)
def test_high_is_no_longer_than_low(dialect: str, act: Injection) -> None:
    assert codes(dialect, GRADED, act) == ["M12"]


@pytest.mark.parametrize("dialect", ["vllm", "sglang", "llamacpp", "litellm", "openrouter", "ollama", "lmdeploy"])
def test_an_honest_one_is_not_blamed(dialect: str) -> None:
    assert "M12" not in codes(dialect, GRADED)


@pytest.mark.parametrize("model", ["Qwen/Qwen3-0.6B", "deepseek-r1:8b", "gpt-5-chat-latest", "o-mega"])
def test_a_model_without_degrees_is_not_asked(model: str) -> None:
    assert "M12" not in codes("vllm", Configure(name="models", value=[model]), DropRequest(path="reasoning_effort"))


def test_one_longer_thought_is_enough() -> None:
    lowered = SetRequest(on=When(has="reasoning_effort", equals="high", nth=1), path="reasoning_effort", value="low")
    assert "M12" not in codes("vllm", GRADED, lowered)


def test_what_is_not_shown_is_not_judged() -> None:
    hidden = Scale(path="usage.completion_tokens_details.reasoning_tokens", factor=0)
    assert "M12" not in codes("vllm", GRADED, Configure(name="thinking", value=False), hidden)
