"""Broken streams in forms and sizes that no catalogue lists, and right ones that look odd."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naming import named as named_in

from answerback.values.injections import (
    STREAMED,
    BreakEvent,
    Comments,
    Configure,
    Cut,
    Delay,
    Drop,
    DropEvent,
    DropHeader,
    Gzip,
    Hang,
    HoldStream,
    Injection,
    InsertEvent,
    MergeEvents,
    Rechunk,
    RepeatEvent,
    SetHeader,
    Stall,
    Timeout,
)
from answerback.values.target import SMOKE

DIALECTS = st.sampled_from(["vllm", "sglang", "llamacpp", "ollama", "lmdeploy", "litellm", "openrouter"])
FAMILIES = ("connection", "models", "chat", "thinking", "streaming", "load")
FEW = settings(max_examples=10, deadline=None)


def named(dialect: str, *injections: Injection) -> list[str]:
    return named_in(dialect, *injections, families=FAMILIES)


@FEW
@given(DIALECTS, st.sampled_from([0, 8192, 32768, 65536]))
def test_buffers_of_any_size(dialect: str, size: int) -> None:
    assert named(dialect, HoldStream(on=STREAMED, bytes=size)) == ["H01"]


@FEW
@given(DIALECTS, st.floats(0.003, 0.05))
def test_faked_streams_at_any_pace(dialect: str, pause_s: float) -> None:
    assert named(dialect, HoldStream(on=STREAMED, dribble_s=pause_s)) == ["M06"]


@FEW
@given(st.sampled_from(["vllm", "sglang", "llamacpp"]), st.booleans())
def test_compression(dialect: str, unasked: bool) -> None:
    assert named(dialect, Gzip(on=STREAMED, force=unasked))[:1] == ["H02"]


@FEW
@given(DIALECTS, st.integers(0, 40), st.booleans())
def test_cuts_anywhere(dialect: str, events: int, reset: bool) -> None:
    assert named(dialect, Cut(on=STREAMED, events=events, reset=reset)) == ["H06"]


@FEW
@given(DIALECTS, st.integers(0, 40), st.sampled_from([0.0, 1.0]))
def test_standstills_anywhere(dialect: str, events: int, comments_s: float) -> None:
    assert named(dialect, Stall(on=STREAMED, events=events, comments_s=comments_s)) == ["H07"]


def test_streams_that_never_begin() -> None:
    assert named("vllm", Hang(on=STREAMED)) == ["H07"]


@FEW
@given(st.integers(2, 40), st.sampled_from(["cut", "glue", "split", "bare"]))
def test_broken_events_anywhere(index: int, how: str) -> None:
    assert named("vllm", BreakEvent(on=STREAMED, index=index, how=how)) == ["H11"]  # type: ignore[arg-type]


@FEW
@given(DIALECTS, st.integers(2, 24))
def test_lost_chunks(dialect: str, every: int) -> None:
    assert named(dialect, DropEvent(on=STREAMED, every=every)) == ["H17"]


@FEW
@given(st.integers(2, 20))
def test_chunks_that_come_twice(every: int) -> None:
    assert named("vllm", RepeatEvent(on=STREAMED, every=every)) == ["H21"]


@pytest.mark.parametrize(
    "text",
    [
        'data: {"error":"text only"}\n\n',
        'event: error\ndata: {"message":"boom"}\n\n',
        'data: {"object":"error","message":"x","code":500}\n\n',
    ],
)
@pytest.mark.parametrize("index", [0, 11])
def test_errors_as_events(text: str, index: int) -> None:
    assert named("vllm", InsertEvent(on=STREAMED, text=text, index=index, then_end=True)) == ["H08"]


@pytest.mark.parametrize("text", ['{"error":"boom"}', "Internal Server Error\n\n"])
@pytest.mark.parametrize("index", [0, 11])
def test_errors_without_a_frame(text: str, index: int) -> None:
    assert named("vllm", InsertEvent(on=STREAMED, text=text, index=index, then_end=True)) == ["H09"]


@pytest.mark.parametrize(
    "injection",
    [
        DropEvent(on=STREAMED, text='"finish_reason":"'),
        Drop(on=STREAMED, path="choices[*].finish_reason", within="chunks"),
    ],
)
def test_no_finish_reason(injection: Injection) -> None:
    assert named("vllm", injection) == ["H05"]


@pytest.mark.parametrize(
    "injection",
    [SetHeader(on=STREAMED, name="content-type", value="text/plain"), DropHeader(on=STREAMED, name="content-type")],
)
def test_other_content_types(injection: Injection) -> None:
    assert named("vllm", injection) == ["H14"]


def test_a_gateway_that_loses_patience_in_the_middle_is_no_mere_cut() -> None:
    assert named("vllm", Timeout(after_s=60.0), Stall(on=STREAMED, events=9)) == ["A21"]


@pytest.mark.parametrize(
    "injection",
    [
        Rechunk(on=STREAMED, size=3, crlf=True),
        Rechunk(on=STREAMED, size=11, tight=True),
        Comments(on=STREAMED, text=": OPENROUTER PROCESSING"),
        Gzip(on=STREAMED, flush=True),
        Delay(first_s=4.0),
        Delay(on=STREAMED, event_s=0.1),
        MergeEvents(on=STREAMED, count=4),
        MergeEvents(on=STREAMED, count=16),
        Configure(name="itl_s", value=0.0),
        Configure(name="prefill_s", value=0.02),
    ],
    ids=lambda i: f"{type(i).__name__}",
)
@pytest.mark.parametrize("dialect", ["vllm", "llamacpp"])
def test_right_streams_that_look_odd(dialect: str, injection: Injection) -> None:
    assert named(dialect, injection) == []


def test_smoke_sees_what_needs_no_timing() -> None:
    for injection, code in ((Cut(on=STREAMED, events=3), "H06"), (DropEvent(on=STREAMED, text="[DONE]"), "H04")):
        assert named_in("vllm", injection, level=SMOKE, families=FAMILIES) == [code]
