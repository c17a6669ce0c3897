"""Only the server's own contradiction counts, whatever names look like."""

from __future__ import annotations

import pytest

from answerback.checks.authenticity.precision_told import PrecisionTold, bits
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.reached import Reached
from answerback.checks.limits.context_told import ContextTold
from answerback.checks.models.listed import ModelsListed
from answerback.checks.models.recognised import Recognised
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import MODELS, Configure, Injection, Set, When
from answerback.values.result import Result, Status
from answerback.values.target import DEEP, Target

CHECKS = [Reached, ModelsListed, Recognised, Answers, ContextTold, PrecisionTold]


def judged(dialect: str, *injections: Injection) -> Result:
    wire = SimWire(dialect, injections)
    run = Run(Target(wire.url), wire, DEEP, CHECKS)
    try:
        run.report()
    finally:
        wire.close()
    return run.results[PrecisionTold.id]


def named(model: str) -> Configure:
    return Configure(name="models", value=[model])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Qwen3-8B-BF16", 16),
        ("qwen3:8b-fp16", 16),
        ("Qwen/Qwen3-8B-FP8", 8),
        ("/models/Qwen3-8B-Q4_K_M.gguf", 4),
        ("Llama-3.1-8B-IQ2_XXS.gguf", 2),
        ("Qwen2.5-7B-Instruct-GPTQ-Int4", 4),
        ("Qwen2.5-7B-Instruct-AWQ", None),
        ("gemma-3-27b-it-qat-q4_0", 4),
        ("Qwen3-0.6B", None),
        ("model-bf16-to-q4_k_m", None),
        ("if16-chat", None),
        ("/models/bf16/Qwen3-8B.gguf", None),
    ],
)
def test_bits_in_a_name(name: str, expected: int | None) -> None:
    assert bits(name) == expected


def test_a_method_without_bits_has_at_most_eight() -> None:
    assert bits("Qwen2.5-7B-Instruct-AWQ", unsized=8) == 8
    assert bits("Qwen2.5-7B-Instruct-GPTQ-Int4", unsized=8) == 4


@pytest.mark.parametrize(
    ("dialect", "model", "lie"),
    [
        ("llamacpp", "Q-8B-F16", Set(on=When(route="/props"), path="model_path", value="/m/Q-8B-Q8_0.gguf")),
        ("llamacpp", "Q-8B-Q8_0", Set(on=When(route="/props"), path="model_path", value="/m/Q-8B-Q5_K_S.gguf")),
        ("lmstudio", "q/q-8b-bf16", Set(on=When(route="/api/v0/models"), path="data[0].quantization", value="Q4_K_M")),
        ("vllm", "Q/Q-8B-BF16", Set(on=MODELS, path="data[0].root", value="Q/Q-8B-AWQ")),
        ("sglang", "Q/Q-8B-FP16", Set(on=MODELS, path="data[0].root", value="/w/Q-8B-W4A16")),
    ],
)
def test_a_contradiction(dialect: str, model: str, lie: Set) -> None:
    assert judged(dialect, named(model), lie).reason == "contradicted"


@pytest.mark.parametrize(
    ("dialect", "model", "told"),
    [
        ("llamacpp", "Q-8B-F16", Set(on=When(route="/props"), path="model_path", value="/m/Q-8B.gguf")),
        ("llamacpp", "chat", Set(on=When(route="/props"), path="model_path", value="/m/Q-8B-Q2_K.gguf")),
        ("llamacpp", "Q-8B-FP8", Set(on=When(route="/props"), path="model_path", value="/m/Q-8B-Q8_0.gguf")),
        (
            "lmstudio",
            "gpt-oss-20b-f16",
            Set(on=When(route="/api/v0/models"), path="data[0].quantization", value="MXFP4"),
        ),
        ("vllm", "Q/Q-8B-AWQ", Set(on=MODELS, path="data[0].root", value="Q/Q-8B-GPTQ-Int4-copy")),
        ("vllm", "Q/Q-8B-AWQ", Set(on=MODELS, path="data[0].root", value="Q/Q-8B-bf16")),
    ],
)
def test_no_contradiction(dialect: str, model: str, told: Set) -> None:
    said = judged(dialect, named(model), told)
    assert said.status is Status.PASS or said.facts.get("not_needed")


def test_an_adapter_is_named_as_it_likes() -> None:
    parent = Set(on=MODELS, path="data[0].parent", value="Q-8B-AWQ")
    said = judged("vllm", named("tuned-bf16"), Set(on=MODELS, path="data[0].root", value="/l/tuned-int4"), parent)
    assert said.facts.get("not_needed")
