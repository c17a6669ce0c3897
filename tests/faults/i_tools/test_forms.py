"""Tools that fail in other ways, dialects and markups than the catalogue's."""

from __future__ import annotations

import pytest
from naming import examine, named

from answerback.values.injections import (
    CHAT,
    BreakToolCall,
    Configure,
    Drop,
    DropMessages,
    DropRequest,
    Injection,
    MoveToolCall,
    Reply,
    SetRequest,
    When,
)
from answerback.values.target import DEEP

DIALECTS = ("vllm", "sglang", "llamacpp", "lmdeploy", "litellm", "openrouter")
TOOLS = When(has="tools")
REQUIRED = When(has="tool_choice", equals="required")


@pytest.mark.parametrize("dialect", [*DIALECTS, "ollama"])
@pytest.mark.parametrize("how", ["hermes", "llama3_json", "pythonic", "mistral", "deepseek", "qwen3_xml"])
def test_markup_left_in_the_text(dialect: str, how: str) -> None:
    assert named(dialect, MoveToolCall(on=TOOLS, how=how)) == ["I01"]


@pytest.mark.parametrize(
    ("how", "parser"), [("mistral", "mistral"), ("pythonic", "pythonic"), ("qwen3_xml", "qwen3_coder")]
)
def test_the_parser_is_named(how: str, parser: str) -> None:
    report = examine("vllm", MoveToolCall(on=TOOLS, how=how))
    assert report.faults[0].facts["vllm"] == parser


def test_plain_json_is_possible_at_most() -> None:
    assert named("vllm", MoveToolCall(on=TOOLS, how="fence")) == ["I01"]
    assert named("llamacpp", MoveToolCall(on=TOOLS, how="fence")) == []


CASES: list[tuple[str, tuple[Injection, ...]]] = [
    ("I03", (DropRequest(path="tools"),)),
    ("I03", (DropRequest(path="tools"), DropRequest(path="tool_choice"))),
    ("I04", (BreakToolCall(on=TOOLS, how="truncate"),)),
    ("I04", (BreakToolCall(on=TOOLS, how="object"),)),
    ("I04", (BreakToolCall(on=TOOLS, how="empty"),)),
    ("I06", (BreakToolCall(on=TOOLS, how="types"),)),
    ("I07", (BreakToolCall(on=TOOLS, how="rename"),)),
    ("I09", (BreakToolCall(on=TOOLS, how="no_id"),)),
    ("I10", (SetRequest(on=REQUIRED, path="tool_choice", value="auto"),)),
    ("I10", (DropRequest(on=REQUIRED, path="tool_choice"),)),
    ("I11", (SetRequest(on=When(has="tool_choice", equals="none"), path="tool_choice", value="auto"),)),
    ("I12", (Reply(on=When(role="tool"), status=500, body='{"error":{"message":"Jinja: unknown role","code":500}}'),)),
    ("I12", (Reply(on=When(role="tool"), status=422, body='{"detail":"roles must alternate"}'),)),
    ("I13", (DropMessages(on=CHAT, role="tool"),)),
    ("I15", (Drop(on=When(has="tools", stream=True), path="choices[*].delta.tool_calls"),)),
    ("I15", (Reply(on=When(has="tools", stream=True), status=500, body="no"),)),
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("code", "injections"), CASES)
def test_other_forms(dialect: str, code: str, injections: tuple[Injection, ...]) -> None:
    assert named(dialect, *injections)[:1] == [code]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_merged_calls_are_found_at_depth(dialect: str) -> None:
    assert named(dialect, BreakToolCall(how="merge"), level=DEEP)[:1] == ["I08"]


@pytest.mark.parametrize(
    ("dialect", "injections"),
    [
        ("vllm", (Configure(name="weak", value=True), Configure(name="thinking", value=False))),
        ("ollama", (Configure(name="tool_parser", value=None),)),
        ("llamacpp", (Configure(name="weak", value=True), Configure(name="thinking", value=False))),
        ("vllm", (Reply(on=TOOLS, status=400, body='{"error":{"message":"this model does not support tools"}}'),)),
    ],
)
def test_weak_models_and_clear_refusals_are_no_fault(dialect: str, injections: tuple[Injection, ...]) -> None:
    assert named(dialect, *injections, level=DEEP) == []
