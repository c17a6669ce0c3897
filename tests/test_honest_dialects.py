"""A right service raises nothing, in any dialect, at any level."""

from __future__ import annotations

import pytest

from answerback.run import Run
from answerback.sim import dialects
from answerback.sim.wire import SimWire, arrange
from answerback.values.injections import Configure
from answerback.values.result import Severity, Status, Verdict
from answerback.values.target import LEVELS, Target

DIALECTS = sorted(dialects.load())
VARIANTS = {
    "vllm-0.10.0": ("vllm", {"version": "0.10.0"}),
    "vllm-0.15.1": ("vllm", {"version": "0.15.1"}),
    "vllm-no-thinker": ("vllm", {"thinking": False, "reasoning_parser": None}),
    "vllm-weak": ("vllm", {"weak": True, "thinking": False, "reasoning_parser": None}),
    "vllm-long-context": ("vllm", {"context": 131072}),
    "vllm-adapters": ("vllm", {"adapters": ["sql-lora"]}),
    "vllm-path-as-id": ("vllm", {"models": ["/home/user/models/Qwen/Qwen3-0.6B"]}),
    "vllm-sees": ("vllm", {"vision": True}),
    "llamacpp-no-thinker": ("llamacpp", {"thinking": False}),
    "sglang-no-thinker": ("sglang", {"thinking": False}),
    "ollama-no-thinker": ("ollama", {"thinking": False}),
    "deepseek-reasoner": ("deepseek", {"models": ["deepseek-reasoner"]}),
    "slow": ("vllm", {"ttft_s": 1.5, "itl_s": 0.05}),
    "instant": ("vllm", {"ttft_s": 0.0, "itl_s": 0.0}),
    "one-slot": ("llamacpp", {"slots": 1}),
}


def judge(dialect: str, settings: dict[str, object], level: str, seed: int) -> None:
    changes = [Configure(name=name, value=value) for name, value in settings.items()]
    setup, _ = arrange(dialect, changes)
    wire = SimWire(dialect, seed=seed, setup=setup)
    try:
        report = Run(Target(wire.url), wire, LEVELS[level]).report()
    finally:
        wire.close()
    broken = [r for r in report.results if r.status in (Status.FAIL, Status.CRASH)]
    harmful = [f for f in report.faults if f.severity.rank <= Severity.MINOR.rank]
    assert not harmful, (harmful, broken)
    assert not [r for r in broken if r.status is Status.CRASH]
    assert report.verdict is Verdict.HEALTHY, (report.verdict, broken)
    if level == "smoke":
        assert report.cost.requests == 3
    if level == "standard":
        assert report.cost.requests <= 40
        assert report.cost.completion_tokens <= 3000


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("level", list(LEVELS))
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_right_service_raises_nothing(dialect: str, level: str, seed: int) -> None:
    judge(dialect, {}, level, seed)


@pytest.mark.parametrize("level", list(LEVELS))
@pytest.mark.parametrize("variant", list(VARIANTS))
def test_a_right_service_set_up_otherwise_raises_nothing(variant: str, level: str) -> None:
    dialect, settings = VARIANTS[variant]
    judge(dialect, settings, level, 0)


@pytest.mark.parametrize("name", ["my-model", "meta-llama/Llama-3.1-8B-Instruct", "gpt-4o", "deepseek-r1:7b"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_right_service_with_another_model_raises_nothing(dialect: str, name: str) -> None:
    """What the product is must not hang on how its model is called."""
    judge(dialect, {"models": [name]}, "standard", 0)
