"""Names whose vocabulary is sure, and only those; counts that fit one vocabulary whatever the template adds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerback.checks.vocabularies import COUNTS, Vocabulary, counts_like, promised


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Qwen/Qwen3-0.6B", Vocabulary.QWEN),
        ("qwen2.5-7b-instruct", Vocabulary.QWEN),
        ("qwen3:30b-a3b", Vocabulary.QWEN),
        ("Qwen2.5-Coder-0.5B-Instruct-Q4_K_M.gguf", Vocabulary.QWEN),
        ("Qwen/QwQ-32B", Vocabulary.QWEN),
        ("meta-llama/Llama-3.3-70B-Instruct", Vocabulary.LLAMA3),
        ("Meta-Llama-3-8B", Vocabulary.LLAMA3),
        ("accounts/fireworks/models/llama-v3p1-8b-instruct", Vocabulary.LLAMA3),
        ("llama2:7b-chat", Vocabulary.LLAMA2),
        ("google/gemma-3-27b-it", Vocabulary.GEMMA3),
        ("deepseek-ai/DeepSeek-V3-0324", Vocabulary.DEEPSEEK),
        ("deepseek-chat", Vocabulary.DEEPSEEK),
        ("SmolLM2-135M-Instruct.Q4_1", Vocabulary.SMOLLM2),
        ("gpt-4o-mini", Vocabulary.O200K),
        ("o3-mini", Vocabulary.O200K),
        ("openai/gpt-oss-20b", Vocabulary.O200K),
        ("gpt-4-turbo", Vocabulary.CL100K),
        ("gpt-4-0613", Vocabulary.CL100K),
    ],
)
def test_a_name_that_is_sure(name: str, expected: Vocabulary) -> None:
    assert promised(name) is expected


@pytest.mark.parametrize(
    "name",
    [
        "Qwen3.5-9B",
        "qwen-max",
        "Qwen-14B",
        "deepseek-r1",
        "deepseek-r1:8b",
        "DeepSeek-R1-Distill-Qwen-7B",
        "DeepSeek-R1-0528-Qwen3-8B",
        "DeepSeek-R1-Distill-Llama-8B",
        "Llama-3.1-Nemotron-70B-Instruct",
        "llama-4-scout",
        "llama-30b",
        "claude-sonnet-4",
        "gpt4all-j",
        "marco-o1",
        "default",
        "SmolLM3-3B",
        "gemma-2-9b-it",
        "",
    ],
)
def test_a_name_that_promises_nothing(name: str) -> None:
    assert promised(name) is None


@given(st.sampled_from(list(COUNTS)), st.integers(1, 400))
def test_the_template_does_not_matter(kind: Vocabulary, template: int) -> None:
    assert counts_like(template + 3, [template + 3 + size for size in COUNTS[kind]]) is kind


@given(st.sampled_from(list(COUNTS)), st.floats(1.1, 3.0))
def test_multiplied_counts_are_nobodys(kind: Vocabulary, factor: float) -> None:
    assert counts_like(int(23 * factor), [int((23 + size) * factor) for size in COUNTS[kind]]) is None


def test_no_two_vocabularies_count_alike() -> None:
    assert len(set(COUNTS.values())) == len(COUNTS)
