"""Another model for some of the requests; noise of batches and caches, a restart, and a tie are none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naming import FAMILIES, named

from answerback.checks.authenticity.one_model import two
from answerback.values.injections import Configure, Garble, Injection, Replicas, Say, Scale, When
from answerback.values.target import DEEP

FEW = settings(max_examples=10, deadline=None)
DIALECTS = st.sampled_from(["vllm", "sglang", "llamacpp", "ollama", "litellm", "openrouter"])
LISTS = When(says="lighthouse|night market")
ASKED = ("connection", "models", "chat", "authenticity")
ALL = (*FAMILIES, "authenticity", "sampling", "thinking")
TEXTS = ["Old lamps, rope, tin boxes, and a dusty map of the coast", "1. Lantern\n2. Rope\n3. Map", "木箱、绳子、旧灯"]


def codes(dialect: str, *acts: Injection) -> list[str]:
    return named(dialect, *acts, level=DEEP, families=ASKED)


@FEW
@given(DIALECTS, st.sampled_from([0.1, 0.15, 0.25, 0.34, 0.5, 0.8]), st.sampled_from(TEXTS), st.integers(-5, 9))
def test_a_share_for_another_model(dialect: str, share: float, text: str, more: int) -> None:
    other = (Say(text=text), Scale(path="usage.prompt_tokens", plus=more))
    assert codes(dialect, Replicas(on=LISTS, share=share, other=other)) == ["M09"]


@pytest.mark.parametrize("share", [0.25, 0.3, 0.5])
def test_a_model_that_does_nothing_right_for_a_share_of_all_requests(share: float) -> None:
    other = (Say(text="I am a small model and I do not know."), Scale(path="usage.prompt_tokens", plus=7))
    for part in (other, other[:1]):
        assert named("vllm", Replicas(share=share, other=part), level=DEEP, families=ALL)[:1] == ["M09"]


@pytest.mark.parametrize(
    "acts",
    [
        [Say(on=When(says="lighthouse", nth=7), text="Rope.")],  # one stray: a cold cache
        [Say(on=When(says="lighthouse", after=12), text="Rope.")],  # for good: a restart
        [Replicas(on=When(says="lighthouse"), share=0.4, other=(Say(text="Rope."),))],  # a tie in one question alone
        [Say(on=LISTS, text="Rope, {nonce}, {nonce}.")],  # sampled, whatever was asked for
        [Replicas(on=LISTS, share=0.4, other=(Scale(path="usage.prompt_tokens", plus=-9),))],  # cached ones left out
        [Configure(name="weak", value=True)],
        [Garble(on=LISTS)],
    ],
)
def test_what_is_no_second_model(acts: list[Injection]) -> None:
    assert not {"M09", "U00"} & set(codes("vllm", *acts))


def test_answers_that_part_late_are_rounding() -> None:
    text = "Old lanterns, coils of rope, {} and a map"
    acts = (Say(on=LISTS, text=text.format("brass")), Replicas(on=LISTS, other=(Say(text=text.format("a bell")),)))
    assert codes("vllm", *acts) == []


@given(st.lists(st.booleans(), min_size=8, max_size=20))
def test_two_by_turns(values: list[bool]) -> None:
    changes = sum(a != b for a, b in pairwise(values))
    assert two(values) is (min(values.count(True), values.count(False)) >= 2 and changes >= 3)
