"""Overridden parameters are a fault of their own only behind a gateway, and where nothing simpler explains them."""

from __future__ import annotations

import pytest
from naming import named

from answerback.values.injections import CHAT, Configure, DropRequest, Injection, SetRequest, When
from answerback.values.target import DEEP, STANDARD, Level

ASKED = ("connection", "models", "chat", "sampling", "authenticity")
PLAIN = Configure(name="thinking", value=False)


def codes(dialect: str, *acts: Injection, level: Level = STANDARD) -> list[str]:
    return named(dialect, PLAIN, *acts, level=level, families=ASKED)


@pytest.mark.parametrize("dialect", ["litellm", "openrouter"])
@pytest.mark.parametrize("act", [SetRequest(path="temperature", value=0.8), DropRequest(path="temperature")])
@pytest.mark.parametrize("level", [STANDARD, DEEP])
def test_a_temperature_of_the_gateways_own(dialect: str, act: Injection, level: Level) -> None:
    assert codes(dialect, act, level=level) == ["M13"]


@pytest.mark.parametrize("dialect", ["litellm", "openrouter"])
def test_top_p_that_is_dropped(dialect: str) -> None:
    assert codes(dialect, DropRequest(on=When(has="top_p"), path="top_p"), level=DEEP) == ["M13"]


@pytest.mark.parametrize("dialect", ["vllm", "sglang", "llamacpp"])
def test_a_server_by_itself_overrides_nothing(dialect: str) -> None:
    assert "M13" not in codes(dialect, SetRequest(path="temperature", value=0.8))


@pytest.mark.parametrize("dialect", ["litellm", "openrouter"])
def test_greedy_sampling_has_a_name_of_its_own(dialect: str) -> None:
    assert codes(dialect, SetRequest(on=CHAT, path="temperature", value=0)) == ["E14"]
    assert codes(dialect) == []
