"""Answers of a wrong shape in forms that no catalogue lists, in whole answers and in streams."""

from __future__ import annotations

import pytest
from naming import named

from answerback.values.injections import (
    CHAT,
    MODELS,
    STREAMED,
    WHOLE,
    Cast,
    Configure,
    Drop,
    Injection,
    Reply,
    Set,
    When,
)

FAMILIES = ("connection", "models", "chat", "schema", "thinking", "streaming", "usage", "tools", "json", "limits")
PAGE = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>hi</body></html>"
PLAIN = (Configure(name="thinking", value=False), Configure(name="reasoning_parser", value=None))
ENVELOPES = (
    '{"code":500,"msg":"系统繁忙"}',
    '{"error_code":336,"error_msg":"Open api daily request limit reached"}',
    '{"base_resp":{"status_code":1004,"status_msg":"login fail"}}',
    '{"header":{"code":10013,"message":"blocked","sid":"x"}}',
    '{"success":false,"errors":[{"code":7003,"message":"no route"}]}',
    '{"status":"error","reason":"out of memory"}',
    '{"code":1,"data":null,"msg":"token invalid"}',
)


def first(*injections: Injection, dialect: str = "vllm") -> str:
    return next(iter(named(dialect, *injections, families=FAMILIES)), "")


@pytest.mark.parametrize("kind", ["text/html", "application/json", "text/plain", "text/event-stream", ""])
@pytest.mark.parametrize("on", [CHAT, STREAMED, When(every=3)], ids=["all", "streams", "third"])
def test_a_page_is_a_page_whatever_its_header_says(on: When, kind: str) -> None:
    assert first(Reply(on=on, body=PAGE, content_type=kind)) == "D02"


@pytest.mark.parametrize("body", ENVELOPES)
def test_errors_in_the_envelope_of_a_gateway(body: str) -> None:
    assert first(Reply(on=WHOLE, body=body)) == "D01"
    assert first(Reply(on=STREAMED, body=body)) == "D01"
    event = Reply(on=STREAMED, body=f"data: {body}\n\ndata: [DONE]\n\n", content_type="text/event-stream")
    assert first(event) == "H08"


@pytest.mark.parametrize("body", ['{"code":0,"msg":"ok","data":[]}', '{"object":"list","data":[],"status":"success"}'])
def test_an_envelope_that_says_that_all_is_well_is_no_error(body: str) -> None:
    assert "D01" not in named("vllm", Reply(on=MODELS, body=body), families=FAMILIES)


@pytest.mark.parametrize("kind", ["list", "object", "json", "str"])
@pytest.mark.parametrize("path", ["choices", "choices[*].index", "usage.prompt_tokens", "created"])
def test_other_types(path: str, kind: str) -> None:
    assert first(Cast(on=CHAT, path=path, to=kind)) == "D05"  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["choices[*].delta.content", "choices[*].delta.reasoning"])
def test_texts_that_are_no_texts_in_streams(path: str) -> None:
    assert first(Cast(on=STREAMED, path=path, to="list")) == "D05"


@pytest.mark.parametrize(
    "injection",
    [
        Set(on=STREAMED, path="choices", value=None),
        Set(on=STREAMED, path="choices", value=[]),
        Drop(on=STREAMED, path="choices"),
    ],
    ids=["null", "empty", "absent"],
)
def test_streams_without_choices(injection: Injection) -> None:
    assert first(injection) == "D03"


@pytest.mark.parametrize("dialect", ["vllm", "sglang", "llamacpp"])
def test_streams_whose_text_is_lost(dialect: str) -> None:
    assert first(*PLAIN, Set(on=STREAMED, path="choices[*].delta.content", value=None), dialect=dialect) == "D07"


@pytest.mark.parametrize("path", ["choices[*].message.refusal", "choices[*].message.annotations", "service_tier"])
def test_fields_that_are_new_are_no_fault(path: str) -> None:
    assert named("vllm", Set(on=WHOLE, path=path, value=None), families=FAMILIES) == []


EACH_SECOND = When(stream=False, every=2)


@pytest.mark.parametrize(
    ("code", "injection"),
    [
        ("D03", Set(on=EACH_SECOND, path="choices", value=[])),
        ("D04", Set(on=EACH_SECOND, path="usage", value=None)),
        ("D07", Set(on=EACH_SECOND, path="choices[*].message.content", value=None)),
    ],
    ids=["choices", "usage", "content"],
)
def test_what_each_second_answer_lacks(code: str, injection: Injection) -> None:
    assert first(*PLAIN, injection) == code


def test_half_a_count_is_none() -> None:
    assert first(Drop(on=WHOLE, path="usage.completion_tokens")) == "D04"
