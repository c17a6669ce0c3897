"""Wrong counts in forms and sizes that no catalogue lists."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from naming import named

from answerback.values.injections import STREAMED, WHOLE, Configure, Drop, DropEvent, Rechunk, Scale, Set

PROMPT, COMPLETION, TOTAL = (f"usage.{name}_tokens" for name in ("prompt", "completion", "total"))
DIALECTS = st.sampled_from(["vllm", "sglang", "llamacpp", "ollama", "lmdeploy", "litellm"])
FEW = settings(max_examples=12, deadline=None)


@FEW
@given(DIALECTS, st.integers(120, 8000), st.booleans())
def test_a_constant_surcharge(dialect: str, plus: int, total_too: bool) -> None:
    injections = [Scale(path=PROMPT, plus=plus)] + ([Scale(path=TOTAL, plus=plus)] if total_too else [])
    assert named(dialect, *injections) == ["F01"]


@FEW
@given(DIALECTS, st.floats(1.08, 2.9))
def test_a_factor_on_the_prompt(dialect: str, factor: float) -> None:
    assert named(dialect, Scale(path=PROMPT, factor=factor)) == ["F02"]


@FEW
@given(DIALECTS, st.floats(1.12, 4.0))
def test_a_factor_on_the_completion(dialect: str, factor: float) -> None:
    assert named(dialect, Scale(path=COMPLETION, factor=factor), Scale(path=TOTAL, factor=factor))[:1] == ["F02"]


@FEW
@given(DIALECTS, st.integers(-20, 40).filter(lambda off: off != 0))
def test_a_wrong_sum(dialect: str, off: int) -> None:
    assert named(dialect, Scale(path=TOTAL, plus=off)) == ["F05"]


@FEW
@given(DIALECTS, st.sampled_from([STREAMED, WHOLE]), st.integers(1, 500))
def test_one_way_of_asking_counts_more(dialect: str, way: object, plus: int) -> None:
    found = named(dialect, Scale(on=way, path=PROMPT, plus=plus))  # type: ignore[arg-type]
    assert "F06" in found
    assert set(found) <= {"F06", "F01"}  # a large surcharge on whole answers is one as well


@FEW
@given(DIALECTS, st.sampled_from([Drop(on=STREAMED, path="usage"), DropEvent(on=STREAMED, text='"usage":{')]))
def test_no_usage_in_the_stream(dialect: str, injection: Drop | DropEvent) -> None:
    assert named(dialect, injection)[:1] == ["F07"]


@FEW
@given(DIALECTS, st.integers(20, 280))
def test_a_count_that_never_changes(dialect: str, value: int) -> None:
    assert named(dialect, Set(path=PROMPT, value=value, absent_too=False))[:1] == ["F12"]


@FEW
@given(DIALECTS, st.integers(1, 64), st.booleans(), st.booleans())
def test_right_counts_raise_nothing(dialect: str, size: int, crlf: bool, thinking: bool) -> None:
    changes = [] if thinking else [Configure(name="thinking", value=False)]
    assert named(dialect, Rechunk(size=size, crlf=crlf), *changes) == []
