"""Reasoning gone astray in forms that no catalogue lists."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naming import examine
from naming import named as named_in

from answerback.values.injections import (
    CHAT,
    STREAMED,
    Affix,
    Cap,
    Configure,
    DropRequest,
    Injection,
    MoveReasoning,
    SetRequest,
    When,
)
from answerback.values.result import Severity

THINKERS = st.sampled_from(["vllm", "sglang", "llamacpp", "lmdeploy", "xinference"])
FAMILIES = ("connection", "models", "chat", "thinking", "streaming")
FEW = settings(max_examples=10, deadline=None)


def named(dialect: str, *injections: Injection) -> list[str]:
    return named_in(dialect, *injections, families=FAMILIES)


@FEW
@given(THINKERS, st.sampled_from([CHAT, STREAMED]))
def test_tags_in_the_content(dialect: str, where: When) -> None:
    assert named(dialect, MoveReasoning(how="inline", on=where)) == ["G01"]


@pytest.mark.parametrize("tag", ["think", "thinking", "thought", "reasoning", "seed:think"])
def test_tags_of_other_families(tag: str) -> None:
    plain = Configure(name="thinking", value=False)
    text = f"<{tag}>\nThe user greets me, so I greet back.\n</{tag}>\n\n"
    assert named("vllm", plain, Affix(before=text, on=When(lacks="chat_template_kwargs"))) == ["G01"]


@FEW
@given(THINKERS)
def test_a_closing_tag_alone(dialect: str) -> None:
    assert named(dialect, MoveReasoning(how="orphan"))[:1] == ["G02"]


@FEW
@given(st.sampled_from(["vllm", "sglang", "llamacpp", "lmdeploy"]), st.booleans())
def test_an_answer_that_is_swallowed_when_thinking_is_off(dialect: str, always: bool) -> None:
    where = CHAT if always else When(has="chat_template_kwargs")
    assert named(dialect, MoveReasoning(how="swallow", on=where))[:1] == ["G03"]


@FEW
@given(st.integers(50, 68))
def test_a_cap_within_the_thought(tokens: int) -> None:
    assert named("vllm", Cap(tokens=tokens))[:1] == ["G04"]


@FEW
@given(st.sampled_from(["thinking", "thought_process", "reasoning_text", "cot"]))
def test_a_field_that_nobody_reads(field: str) -> None:
    assert named("vllm", MoveReasoning(how="rename", field=field)) == ["G06"]


@FEW
@given(st.sampled_from(["vllm", "sglang"]), st.booleans())
def test_the_switch_is_lost(dialect: str, forced: bool) -> None:
    path = "chat_template_kwargs.enable_thinking"
    injection = SetRequest(path=path, value=True) if forced else DropRequest(path=path)
    assert named(dialect, injection) == ["G08"]


def test_switches_that_a_product_drops_by_design_are_no_fault() -> None:
    report = examine("ollama", families=FAMILIES)
    by_id = {result.check: result for result in report.results}
    assert by_id["thinking.chat-template-kwargs"].status == "ignored"
    assert by_id["thinking.extra-body"].reason == "client-keyword"
    assert not [f for f in report.faults if f.severity is not Severity.INFO]


def test_a_model_without_thoughts_is_not_asked_about_switches() -> None:
    report = examine("vllm", Configure(name="thinking", value=False), families=FAMILIES)
    asked = {result.check for result in report.results}
    assert "thinking.thinks" in asked
    assert not asked & {"thinking.enable-thinking", "thinking.extra-body", "thinking.no-think"}


def test_what_a_thinking_model_costs() -> None:
    with_thoughts = examine("vllm", families=FAMILIES).cost
    without = examine("vllm", families=("connection", "models", "chat")).cost
    assert with_thoughts.requests - without.requests <= 10
    assert with_thoughts.completion_tokens - without.completion_tokens <= 1100
