"""A service that is merely slow is never called hung, buffered or broken."""

from __future__ import annotations

import pytest
from characters import examine, harm

from answerback.values.injections import Configure, Delay, Injection, Replicas
from answerback.values.target import DEEP, SMOKE, STANDARD, Level

PACES: dict[str, tuple[Injection, ...]] = {
    "three tokens a second": (Configure(name="itl_s", value=0.33),),
    "on a CPU": (Configure(name="itl_s", value=0.33), Configure(name="prefill_s", value=0.02)),
    "a token a second": (Configure(name="itl_s", value=1.0),),
    "a slow first byte": (Delay(first_s=25),),
    "a dripping stream": (Delay(event_s=3.0),),
}


@pytest.mark.parametrize("level", [SMOKE, STANDARD, DEEP], ids=lambda level: level.name)
@pytest.mark.parametrize("pace", list(PACES))
@pytest.mark.parametrize("dialect", ["llamacpp", "ollama", "sglang", "vllm"])
def test_a_slow_service_is_healthy(dialect: str, pace: str, level: Level) -> None:
    assert harm(examine(dialect, acts=PACES[pace], level=level)) == []


@pytest.mark.parametrize("token_s", [4.0, 14.0, 30.0])
@pytest.mark.parametrize("dialect", ["llamacpp", "litellm", "vllm"])
def test_a_service_slower_than_our_patience_cannot_be_judged(dialect: str, token_s: float) -> None:
    assert harm(examine(dialect, acts=[Configure(name="itl_s", value=token_s)])) == ["inconclusive"]


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(("first_s", "share"), [(8, 0.5), (3, 0.5), (2, 0.3)])
@pytest.mark.parametrize("dialect", ["azure", "deepseek", "sglang", "vllm"])
def test_one_of_several_replicas_is_slow(dialect: str, first_s: float, share: float, seed: int) -> None:
    slow = Replicas(other=(Delay(first_s=first_s),), share=share)
    assert harm(examine(dialect, acts=[slow], seed=seed)) == []
