"""Structured output that fails in other ways than the catalogue's."""

from __future__ import annotations

import pytest
from naming import examine, named

from answerback.values.injections import (
    Affix,
    BreakJson,
    Configure,
    Dies,
    DropRequest,
    Flood,
    Hang,
    Injection,
    MoveReasoning,
    Reply,
    Say,
    SetRequest,
    Shorten,
    When,
)

DIALECTS = ("vllm", "sglang", "llamacpp", "ollama", "litellm", "openrouter")
FORMAT = When(has="response_format")
SILENT = Configure(name="thinking", value=False)
SCHEMA = When(has="response_format.type", equals="json_schema")

CASES: list[tuple[str, Injection]] = [
    ("J01", DropRequest(on=SCHEMA, path="response_format")),
    ("J01", SetRequest(on=FORMAT, path="response_format", value={"type": "text"})),
    ("J01", SetRequest(on=FORMAT, path="response_format", value={"type": "json_object"})),
    ("J02", Affix(on=FORMAT, before="```\n", after="\n```")),
    ("J02", Affix(on=FORMAT, before="Sure! Here is the JSON:\n```json\n", after="\n```\nAnything else?")),
    ("J03", Flood(on=FORMAT, text=" ", keep=1)),
    ("J03", Flood(on=SCHEMA, text="\n\n", keep=3)),
    ("J04", Say(on=FORMAT, text='{"kx_city": "Par', finish="length")),
    ("J05", Say(on=SCHEMA, text='{"kx_city": "Paris", "qv_capital": "yes", "zw_marks": ["old", "green"]}')),
    ("J05", Say(on=SCHEMA, text='{"kx_city":"Paris","qv_capital":true,"zw_marks":["old","green"],"note":"more"}')),
    ("J02", Affix(on=FORMAT, before="~~~json\n", after="\n~~~")),
    ("J02", Affix(on=FORMAT, before="```json\n")),
    ("J02", Affix(on=FORMAT, before="Here is the JSON you asked for:\n", after="\nLet me know if you need more.")),
    ("J02", Affix(on=FORMAT, after="}")),
    ("J03", Flood(on=FORMAT, text="\t", keep=1)),
    ("J04", BreakJson(on=FORMAT, how="truncate")),
    ("J05", BreakJson(on=SCHEMA, how="values")),
    ("J05", BreakJson(on=SCHEMA, how="extra")),
    ("J06", Affix(on=FORMAT, before="[THINK]ok[/THINK]")),
    ("J06", Affix(on=FORMAT, before="ok then\n</think>\n")),
    ("E06", Affix(on=FORMAT, after="<|im_end|>")),
    ("J06", Affix(on=FORMAT, before="<think>ok</think>")),
    ("J07", Hang(on=FORMAT)),
    ("J07", Hang(on=SCHEMA)),
    ("J07", Dies(on=FORMAT, how="hang")),
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("code", "injection"), CASES)
def test_other_forms(dialect: str, code: str, injection: Injection) -> None:
    assert named(dialect, injection) == [code]


@pytest.mark.parametrize("status", [400, 404, 422, 501])
def test_a_clear_refusal_is_no_fault(status: int) -> None:
    body = '{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error"}}'
    assert named("deepseek", Reply(on=FORMAT, status=status, body=body)) == []


@pytest.mark.parametrize("dialect", ["vllm", "sglang", "llamacpp"])
def test_json_that_ends_in_the_reasoning(dialect: str) -> None:
    assert named(dialect, MoveReasoning(on=FORMAT, how="swallow")) == ["J06"]


@pytest.mark.parametrize("dialect", ["vllm", "ollama"])
def test_a_cut_below_the_limit_is_no_matter_of_room(dialect: str) -> None:
    cut = Shorten(on=When(has="response_format.type", equals="json_object"), share=0.6, finish="length")
    assert named(dialect, SILENT, cut) == ["J04"]


def test_an_object_cut_by_its_limit_is_said_to_be_cut() -> None:
    on = When(has="response_format.type", equals="json_object")
    long = '{"greeting": "' + "Good morning to you all. " * 60
    report = examine("vllm", SILENT, Say(on=on, text=long, finish="length"))
    result = next(one for one in report.results if one.check == "json.object")
    assert (str(result.status), result.reason) == ("unknown", "no-room")
    assert not [fault for fault in report.faults if fault.code[0] == "J"]


@pytest.mark.parametrize(
    "injection",
    [
        Say(on=FORMAT, text="", finish="stop"),
        Reply(on=FORMAT, status=200, body='{"error":{"message":"grammar not supported","code":400}}'),
        Reply(on=FORMAT, status=200, body='{"choices":[]}'),
    ],
)
def test_no_answer_at_all_is_never_healthy(injection: Injection) -> None:
    assert named("vllm", SILENT, injection)


@pytest.mark.parametrize("text", ["{}", '{"a": null}', '\n{"a": [1, 2]}\n'])
def test_any_object_is_json(text: str) -> None:
    assert named("vllm", SILENT, Say(on=When(has="response_format.type", equals="json_object"), text=text)) == []
