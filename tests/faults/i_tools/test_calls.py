"""Calls that a client cannot put together, send back or tell apart: other damage than the catalogue's, and habits."""

from __future__ import annotations

import pytest
from naming import examine, named

from answerback.values.injections import (
    BreakToolCall,
    Cast,
    Configure,
    Drop,
    DropMessages,
    Flood,
    Hang,
    Injection,
    MoveReasoning,
    MoveToolCall,
    Reply,
    Say,
    Scale,
    Set,
    When,
)

DIALECTS = ("vllm", "sglang", "llamacpp")
TOOLS, STREAM, WHOLE = When(has="tools"), When(has="tools", stream=True), When(has="tools", stream=False)
AUTO, REQUIRED, NONE = (When(has="tool_choice", equals=choice) for choice in ("auto", "required", "none"))
RESULT = When(role="tool")
CALLS, DELTAS = "choices[*].message.tool_calls[*].", "choices[*].delta.tool_calls[*]."
SILENT = Configure(name="thinking", value=False)
MARKUP = '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>'


def refused(message: str) -> str:
    return '{"error":{"message":"MESSAGE","type":"BadRequestError","code":400}}'.replace("MESSAGE", message)


CASES: list[tuple[str, str, tuple[Injection, ...]]] = [
    ("I01", "the call in the reasoning", (Say(on=AUTO, text=MARKUP), MoveReasoning(on=AUTO, how="swallow"))),
    ("I01", "only where a call is demanded", (SILENT, MoveToolCall(on=REQUIRED, how="hermes"))),
    ("I01", "beside a call", (Set(on=TOOLS, path="choices[*].message.content", value=MARKUP, within="whole"),)),
    ("I02", "only where a call is demanded", (
        Reply(on=REQUIRED, status=400, body=refused("required requires --tool-call-parser to be set")),)),
    ("I02", "in LMDeploy's words", (
        Reply(on=TOOLS, status=400, body=refused("Please launch the api_server with --tool-call-parser")),)),
    ("I04", "objects in streams too", (BreakToolCall(on=TOOLS, how="object"),)),
    ("I04", "a list", (Set(on=TOOLS, path=CALLS + "function.arguments", value='["Paris"]', within="whole"),)),
    ("I04", "a trailing comma", (Set(on=TOOLS, path=CALLS + "function.arguments", value='{"city": "Paris",}',
                                     within="whole"),)),
    ("I07", "a prefix", (BreakToolCall(on=TOOLS, how="rename", name="functions.{name}"),)),
    ("I07", "no name at all", (BreakToolCall(on=TOOLS, how="rename", name=""),)),
    ("I09", "index null", (Set(on=STREAM, path=DELTAS + "index", value=None),)),
    ("I09", "index as text", (Cast(on=STREAM, path=DELTAS + "index", to="str"),)),
    ("I09", "counted from 1", (Scale(on=STREAM, path=DELTAS + "index", plus=1),)),
    ("I09", "a new id in each delta", (Set(on=STREAM, path=DELTAS + "id", value="call_{nonce}", within="chunks"),)),
    ("I09", "the name in each delta", (Set(on=STREAM, path=DELTAS + "function.name", value="get_weather",
                                           within="chunks"),)),
    ("I09", "no name", (Drop(on=STREAM, path=DELTAS + "function.name"),)),
    ("I09", "an empty id", (Set(on=WHOLE, path=CALLS + "id", value=""),)),
    ("D01", "an error with status 200", (Reply(on=RESULT, status=200, body=refused("roles must alternate")),)),
    ("I12", "nothing in it", (Reply(on=RESULT, status=200, body='{"choices":[]}'),)),
    ("I12", "forbidden", (Reply(on=RESULT, status=403, body=refused("unknown role")),)),
    ("I12", "not implemented", (Reply(on=RESULT, status=501, body="no"),)),
    ("I12", "silence", (Hang(on=RESULT),)),
    ("I15", "objects in streams alone", (Cast(on=STREAM, path=DELTAS + "function.arguments", to="object"),)),
    ("I15", "another name streamed", (BreakToolCall(on=STREAM, how="rename"),)),
    ("I15", "other types streamed", (BreakToolCall(on=STREAM, how="types"),)),
    ("I15", "a rest of markup streamed", (Set(on=STREAM, path="choices[*].delta.content", value="</tool_call>",
                                              within="chunks"),)),
    ("E26", "stop in streams alone", (Set(on=STREAM, path="choices[*].finish_reason", value="stop", was="tool_calls"),
                                      )),
]  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("code", "injections"), [pytest.param(c, i, id=f"{c} {name}") for c, name, i in CASES])
def test_the_fault_alone_is_named(dialect: str, code: str, injections: tuple[Injection, ...]) -> None:
    assert named(dialect, *injections) == [code]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "injection",
    [
        Set(on=STREAM, path=DELTAS + "id", value="call_a", within="chunks"),
        Set(on=STREAM, path=DELTAS + "function.name", value="", within="chunks", from_chunk=3),
        Drop(on=STREAM, path=DELTAS + "type"),
        Set(on=WHOLE, path="choices[*].message.content", value="I will look that up."),
        Set(on=WHOLE, path=CALLS + "index", value=0),
        BreakToolCall(on=TOOLS, how="extra"),
        Say(on=NONE, text=MARKUP),
        DropMessages(on=When(role="nobody"), role="tool"),
    ],
)
def test_habits_of_several_products_are_no_fault(dialect: str, injection: Injection) -> None:
    assert named(dialect, SILENT, injection) == []


@pytest.mark.parametrize(
    ("server", "parser"), [("vllm", "granite"), ("sglang", "none"), ("lmdeploy", "none")]
)  # no detector of SGLang or LMDeploy reads it
def test_the_parser_is_named_for_each_product(server: str, parser: str) -> None:
    call = '<|tool_call|>[{"name": "get_weather", "arguments": {"city": "Paris"}}]'
    report = examine(server, SILENT, Say(on=AUTO, text=call))
    assert (report.faults[0].code, report.faults[0].facts[server]) == ("I01", parser)


@pytest.mark.parametrize("body", [refused("bad"), '{"choices":[]}'])
@pytest.mark.parametrize("on", [AUTO, REQUIRED, NONE])
def test_an_answer_without_an_answer_is_never_healthy(on: When, body: str) -> None:
    assert named("vllm", Reply(on=on, status=200, body=body))


@pytest.mark.parametrize("text", ["!", " same", " and so on we go"])
def test_debris_is_not_blamed_on_tools(text: str) -> None:
    assert not [code for code in named("vllm", Flood(text=text, keep=2)) if code.startswith("I")]
