"""Long prompts that are cut, refused or choked on in other places than the catalogue's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naming import examine, named

from answerback.values.injections import Configure, Delay, Hang, Injection, Reply, Truncate, When
from answerback.values.target import DEEP

DIALECTS = ("vllm", "sglang", "llamacpp", "ollama", "lmdeploy", "litellm", "openrouter")
LONG = When(longer_than=4200)
FEW = settings(max_examples=12, deadline=None)


@FEW
@given(st.sampled_from(DIALECTS), st.integers(1200, 4096), st.sampled_from(["head", "turns"]))
def test_a_cut_prompt(dialect: str, tokens: int, how: str) -> None:
    assert named(dialect, Truncate(tokens=tokens, how=how)) == ["K01"]


@FEW
@given(st.integers(2048, 8192))
def test_ollama_with_its_small_context(context: int) -> None:
    assert named("ollama", Configure(name="context", value=context))[:1] == ["K01"]


@FEW
@given(st.sampled_from(DIALECTS), st.integers(1500, 3800))
def test_a_prompt_without_its_middle(dialect: str, tokens: int) -> None:
    assert named(dialect, Truncate(tokens=tokens, how="middle"))[:1] == ["K08"]


@FEW
@given(st.sampled_from(["vllm", "sglang", "openrouter"]), st.integers(4800, 30000))
def test_a_refusal_below_what_was_told(dialect: str, limit: int) -> None:
    body = f'{{"error":{{"message":"maximum context length is {limit} tokens, got more","code":400}}}}'
    report = examine(dialect, Reply(on=When(longer_than=limit), status=400, body=body))
    assert (report.faults[0].code, report.faults[0].facts["limit"]) == ("K02", limit)


@pytest.mark.parametrize("slots", [2, 4, 8])
def test_slots_share_the_context(slots: int) -> None:
    limit = 40960 // slots
    body = (
        f'{{"error":{{"code":400,"message":"the request exceeds the available context size ({limit} tokens)",'
        f'"type":"exceed_context_size_error","n_prompt_tokens":41170,"n_ctx":{limit}}}}}'
    )
    refusal = Reply(on=When(longer_than=limit), status=400, body=body)
    assert named("llamacpp", refusal, Configure(name="slots", value=slots)) == ["K03"]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "injection",
    [
        Hang(on=LONG),
        Reply(on=LONG, status=500, body="oops"),
        Reply(on=LONG, status=502, body="<html>Bad Gateway</html>", content_type="text/html"),
    ],
)
def test_a_long_prompt_that_breaks_something(dialect: str, injection: Injection) -> None:
    assert named(dialect, injection)[:1] == ["K06"]


@pytest.mark.parametrize("dialect", [dialect for dialect in DIALECTS if dialect != "ollama"])
def test_a_small_context_that_is_told_and_held_is_no_fault(dialect: str) -> None:
    assert named(dialect, Configure(name="context", value=8192), level=DEEP) == []


def test_ollama_cuts_in_silence_where_its_context_ends() -> None:
    cut = Truncate(on=When(longer_than=4096), tokens=4000, how="head")
    assert named("ollama", Configure(name="context", value=4096), cut) == ["K01"]


@pytest.mark.parametrize("per_token_s", [0.012, 0.03, 0.05])
@pytest.mark.parametrize("dialect", ["vllm", "llamacpp"])
def test_a_service_that_reads_slowly_is_no_fault(dialect: str, per_token_s: float) -> None:
    assert named(dialect, Delay(per_prompt_token_s=per_token_s)) == []


def test_a_refusal_without_a_number() -> None:
    body = '{"error":{"message":"prompt is too long","type":"invalid_request_error","code":400}}'
    assert named("vllm", Configure(name="context", value=131072), Reply(on=LONG, status=400, body=body)) == ["K02"]


def test_the_status_in_a_page_is_no_limit() -> None:
    page = "<html>413 Request Entity Too Large</html>"
    assert "K02" not in named("vllm", Reply(on=LONG, status=413, body=page, content_type="text/html"))
