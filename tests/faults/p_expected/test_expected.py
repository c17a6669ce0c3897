"""What was declared of a service: silence where it holds, the fault where it does not, nothing where it is unknown."""

from __future__ import annotations

import pytest

from answerback.run import Run
from answerback.sim.setup import Setup
from answerback.sim.wire import SimWire
from answerback.values.expected import Expected
from answerback.values.report import Report
from answerback.values.result import Confidence, Verdict
from answerback.values.target import STANDARD, Target

HOLDS = Expected(
    model="Qwen/Qwen3-0.6B", context=40960, features=("tools", "json_schema", "streaming", "thinking"),
    ttft_ms=60_000, tokens_per_s=0.1,
)  # fmt: skip


def checked(expected: Expected | None, setup: Setup | None = None) -> Report:
    target = Target("http://service.invalid:8000/v1", expected=expected)
    return Run(target, SimWire("vllm", setup=setup), STANDARD).report()


def test_a_declaration_that_holds_is_silent() -> None:
    report = checked(HOLDS)
    assert [f.code for f in report.faults] == []
    assert report.verdict is Verdict.HEALTHY


@pytest.mark.parametrize(
    ("expected", "code", "facts"),
    [
        (Expected(model="Qwen/Qwen3-8B"), "P01", {"expected": "Qwen/Qwen3-8B"}),
        (Expected(model="Owner/Qwen3-0.6B"), "P01", {}),
        (Expected(context=131_072), "P02", {"told": 40960, "expected": 131_072}),
        (Expected(ttft_ms=0.001), "P04", {"expected": "0.001"}),
        (Expected(tokens_per_s=1e9), "P05", {"expected": "1e+09"}),
    ],
)
def test_one_that_does_not_is_its_fault_alone(expected: Expected, code: str, facts: dict[str, object]) -> None:
    report = checked(expected)
    (found,) = report.faults
    assert (found.code, found.confidence) == (code, Confidence.CERTAIN)
    assert facts.items() <= found.facts.items()
    assert found.because, "JUnit fails the promises that a fault rests on"
    assert report.exit_code == 1


@pytest.mark.parametrize("name", ["qwen3-0.6b", "QWEN/Qwen3-0.6B"])
def test_an_owner_may_be_left_out(name: str) -> None:
    assert checked(Expected(model=name)).faults == ()


def test_a_declined_feature_is_a_fault_only_where_it_was_declared() -> None:
    without = Setup(dialect="vllm", auto_tools=False, tool_parser=None)
    assert "P03" not in [f.code for f in checked(None, without).faults]
    found = {f.code: f for f in checked(Expected(features=("streaming", "tools")), without).faults}
    assert found["P03"].facts == {"features": "tools"}


def test_a_context_that_is_not_told_is_not_accused() -> None:
    assert "P02" not in [f.code for f in checked(Expected(context=10**6), Setup(dialect="deepseek")).faults]
