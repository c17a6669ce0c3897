"""The remedy names the reasoning parser of the very model, on each product."""

from __future__ import annotations

import pytest

from answerback.render import story
from answerback.run import Run
from answerback.sim.wire import SimWire, arrange
from answerback.values.injections import Configure
from answerback.values.target import STANDARD, Target
from answerback.values.text import Lang


def flags(dialect: str, model: str) -> tuple[str, ...]:
    """Return the flags of the first remedy for a service that leaves thoughts in the content."""
    changes = (Configure(name="reasoning_parser", value=None), Configure(name="models", value=[model]))
    setup, _ = arrange(dialect, changes)
    wire = SimWire(dialect, setup=setup)
    try:
        report = Run(Target(wire.url), wire, STANDARD).report()
    finally:
        wire.close()
    finding = next(f for f in story.tell(report, Lang.EN).findings if f.found.code == "G01")
    assert finding.advice[0].flags[0] in finding.advice[0].text
    return finding.advice[0].flags


@pytest.mark.parametrize(
    ("dialect", "model", "flag"),
    [
        ("vllm", "Qwen/Qwen3-8B", "--reasoning-parser qwen3"),
        ("vllm", "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", "--reasoning-parser deepseek_r1"),
        ("vllm", "zai-org/GLM-4.5-Air", "--reasoning-parser glm45"),
        ("vllm", "my-model", "--reasoning-parser qwen3"),
        ("sglang", "deepseek-ai/DeepSeek-R1", "--reasoning-parser deepseek-r1"),
        ("sglang", "moonshotai/Kimi-K2-Thinking", "--reasoning-parser kimi_k2"),
        ("lmdeploy", "Qwen/Qwen3-8B", "--reasoning-parser qwen-qwq"),
    ],
)
def test_the_parser_of_the_model_is_named(dialect: str, model: str, flag: str) -> None:
    assert flags(dialect, model) == (flag,)
