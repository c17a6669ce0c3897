"""Structured output that fails in other ways than the catalogue's."""

from __future__ import annotations

import pytest
from naming import named

from answerback.values.injections import Affix, Dies, DropRequest, Flood, Hang, Injection, Reply, Say, SetRequest, When

DIALECTS = ("vllm", "sglang", "llamacpp", "ollama", "litellm", "openrouter")
FORMAT = When(has="response_format")
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
