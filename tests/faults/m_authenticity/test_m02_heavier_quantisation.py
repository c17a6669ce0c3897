"""M02 over names and file types: told lower than promised is named, the same or higher is not."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from naming import named

from answerback.values.injections import Configure, Set, When
from answerback.values.target import DEEP

FILES = {"F16": 16, "BF16": 16, "Q8_0": 8, "Q6_K": 6, "Q5_K_M": 5, "Q4_K_M": 4, "IQ3_XXS": 3, "Q2_K": 2}
KINDS = st.sampled_from(sorted(FILES))


@settings(max_examples=20, deadline=None)
@given(KINDS, KINDS)
def test_a_file_under_another_name(promised: str, loaded: str) -> None:
    lie = Set(on=When(route="/props"), path="model_path", value=f"/models/Qwen3-8B-{loaded}.gguf")
    codes = named(
        "llamacpp",
        Configure(name="models", value=[f"Qwen3-8B-{promised}"]),
        lie,
        level=DEEP,
        families=("connection", "models", "authenticity"),
    )
    assert codes == (["M02"] if FILES[loaded] < 0.75 * FILES[promised] else [])
