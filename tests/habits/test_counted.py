"""Templates and vendors that count more into a prompt than its text, as their own documents say."""

from __future__ import annotations

import pytest
from characters import examine, harm

from answerback.values.injections import Configure, Scale

PREAMBLES = {
    "microsoft/Phi-4-reasoning": 480,
    "phi4-reasoning:14b": 480,
    "microsoft/Phi-4-mini-instruct": 40,
    "meta-llama/Llama-3.1-8B-Instruct": 30,
    "HuggingFaceTB/SmolLM3-3B": 200,
    "openai/gpt-oss-20b": 70,
    "some-lab/new-model": 300,
}


@pytest.mark.parametrize("model", list(PREAMBLES))
@pytest.mark.parametrize("dialect", ["llamacpp", "ollama", "vllm"])
def test_a_preamble_of_the_template(dialect: str, model: str) -> None:
    more = [Scale(path=f"usage.{name}", plus=PREAMBLES[model]) for name in ("prompt_tokens", "total_tokens")]
    assert harm(examine(dialect, acts=[Configure(name="models", value=[model]), *more])) == []
