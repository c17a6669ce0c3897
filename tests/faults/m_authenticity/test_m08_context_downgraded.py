"""A context shorter than told is named at any length and from any end; what servers cut themselves stays K01."""

from __future__ import annotations

import pytest
from naming import named

from answerback.values.injections import Configure, Injection, Say, Truncate, When
from answerback.values.target import DEEP

ASKED = ("connection", "models", "chat", "limits", "usage", "authenticity")


def codes(dialect: str, *acts: Injection) -> list[str]:
    return named(dialect, *acts, level=DEEP, families=ASKED)


@pytest.mark.parametrize(
    ("dialect", "tokens", "how"),
    [("vllm", 11000, "tail"), ("sglang", 20000, "turns"), ("openrouter", 28000, "head")],
)
def test_a_context_that_is_shorter_than_told(dialect: str, tokens: int, how: str) -> None:
    cut = Truncate(on=When(longer_than=tokens), tokens=tokens, how=how)  # type: ignore[arg-type]
    found = codes(dialect, Configure(name="context", value=40960), cut)
    assert found[:1] == ["M08"]
    assert set(found) <= {"M08", "E10"}  # a cut from the front may take the system prompt along


@pytest.mark.parametrize("dialect", ["ollama", "llamacpp"])
def test_a_server_that_cuts_by_itself(dialect: str) -> None:
    cut = Truncate(on=When(longer_than=16384), tokens=16384, how="head")
    assert codes(dialect, Configure(name="context", value=40960), cut)[:1] == ["K01"]


def test_a_context_of_a_million_is_tried_as_far_as_it_is_worth() -> None:
    context = Configure(name="context", value=1_000_000)
    assert codes("vllm", context) == []
    assert codes("vllm", context, Truncate(on=When(longer_than=65536), tokens=65536, how="head"))[:1] == ["M08"]


def test_a_model_that_only_forgets_is_not_blamed() -> None:
    assert codes("vllm", Say(on=When(longer_than=16384), text="harbor")) == []


def test_a_slow_service_is_not_kept_busy() -> None:
    slow = Configure(name="prefill_s", value=0.004)
    cut = Truncate(on=When(longer_than=30000), tokens=30000, how="head")
    assert "M08" not in codes("vllm", slow, cut)
