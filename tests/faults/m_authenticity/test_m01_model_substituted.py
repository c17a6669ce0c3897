"""Another vocabulary under any name that promises one is named; right counts, estimates and unsure names are not."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from naming import named

from answerback.checks.authenticity.vocabulary import counted_by
from answerback.checks.vocabularies import OPENAI, Vocabulary
from answerback.values.injections import CHAT, Configure, Injection, Set
from answerback.values.target import DEEP

FEW = settings(max_examples=15, deadline=None)
DIALECTS = st.sampled_from(["vllm", "sglang", "llamacpp", "lmdeploy", "litellm", "openrouter"])
NAMES = {
    Vocabulary.QWEN: "Qwen/Qwen3-8B",
    Vocabulary.LLAMA3: "meta-llama/Llama-3.3-70B-Instruct",
    Vocabulary.GEMMA3: "google/gemma-3-27b-it",
    Vocabulary.DEEPSEEK: "deepseek-ai/DeepSeek-V3-0324",
    Vocabulary.SMOLLM2: "SmolLM2-135M-Instruct",
}
PROMISED = st.sampled_from(sorted(NAMES))
OPEN = st.sampled_from(sorted(set(Vocabulary) - OPENAI))
ASKED = ("connection", "models", "usage", "authenticity")


def codes(dialect: str, model: str, *acts: Injection) -> list[str]:
    return named(dialect, Configure(name="models", value=[model]), *acts, level=DEEP, families=ASKED)


@FEW
@given(DIALECTS, PROMISED, OPEN)
def test_weights_of_another_family(dialect: str, promised: Vocabulary, served: Vocabulary) -> None:
    assert codes(dialect, NAMES[promised], *counted_by(served)) == (["M01"] if served is not promised else [])


@FEW
@given(DIALECTS, PROMISED, st.sampled_from(sorted(OPENAI)))
def test_a_gateway_that_estimates(dialect: str, promised: Vocabulary, estimate: Vocabulary) -> None:
    assert codes(dialect, NAMES[promised], *counted_by(estimate)) == []


@FEW
@given(DIALECTS, st.sampled_from(["default", "deepseek-r1:8b", "chat-large", "qwen-max", "Qwen3.5-9B"]), OPEN)
def test_a_name_that_promises_nothing(dialect: str, model: str, served: Vocabulary) -> None:
    assert codes(dialect, model, *counted_by(served)) == []


def test_an_alias_for_clients_that_want_openai() -> None:
    assert codes("llamacpp", "gpt-3.5-turbo", *counted_by(Vocabulary.QWEN)) == []
    assert codes("openrouter", "openai/gpt-4o", *counted_by(Vocabulary.QWEN)) == ["M01"]


def test_another_name_in_the_answer_is_part_of_it() -> None:
    renamed = Set(on=CHAT, path="model", value="meta-llama/Llama-3.1-8B-Instruct")
    assert codes("vllm", "Qwen/Qwen3-8B", *counted_by(Vocabulary.LLAMA3), renamed) == ["M01"]
