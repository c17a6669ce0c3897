"""Both counts too high is a surcharge on the bill; one of them alone is what it was before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naming import examine, named

from answerback.values.injections import Injection, Scale
from answerback.values.result import Confidence

FEW = settings(max_examples=12, deadline=None)
DIALECTS = st.sampled_from(["vllm", "sglang", "llamacpp", "ollama", "lmdeploy", "litellm", "openrouter"])
PROMPT, COMPLETION, TOTAL = (f"usage.{name}_tokens" for name in ("prompt", "completion", "total"))


@FEW
@given(DIALECTS, st.floats(1.2, 2.8), st.booleans())
def test_one_factor_on_both(dialect: str, factor: float, total_too: bool) -> None:
    acts = [Scale(path=path, factor=factor) for path in (PROMPT, COMPLETION, TOTAL)[: 3 if total_too else 2]]
    assert named(dialect, *acts) == ["M07"]


@FEW
@given(DIALECTS, st.integers(500, 4000), st.integers(20, 400))
def test_a_constant_on_both(dialect: str, prompt: int, completion: int) -> None:
    assert named(dialect, Scale(path=PROMPT, plus=prompt), Scale(path=COMPLETION, plus=completion)) == ["M07"]


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        ([Scale(path=PROMPT, factor=1.3)], "F02"),
        ([Scale(path=COMPLETION, factor=1.3)], "F02"),
        ([Scale(path=PROMPT, plus=2000)], "F01"),
    ],
)
def test_one_count_alone(acts: list[Injection], code: str) -> None:
    assert named("vllm", *acts)[:1] == [code]


def test_two_factors_may_be_a_bad_estimate() -> None:
    report = examine("vllm", Scale(path=PROMPT, factor=1.1), Scale(path=COMPLETION, factor=2.0))
    assert [(f.code, f.confidence) for f in report.faults][:1] == [("M07", Confidence.POSSIBLE)]
