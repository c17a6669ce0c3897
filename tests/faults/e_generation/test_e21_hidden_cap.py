"""A limit that a gateway makes smaller: the one cause of whatever breaks off under it."""

from __future__ import annotations

import pytest
from naming import named

from answerback.values.injections import Cap, Injection, ScaleRequest

ALL = (
    "connection", "models", "schema", "chat", "streaming", "sampling", "usage", "limits", "tools", "json", "thinking",
    "load",
)  # fmt: skip


@pytest.mark.parametrize(
    ("dialect", "injection"),
    [
        ("vllm", ScaleRequest(path="max_tokens", factor=0.1)),
        ("vllm", ScaleRequest(path="max_tokens", factor=0.5)),
        ("vllm", ScaleRequest(path="max_tokens", plus=-5)),
        ("vllm", Cap(tokens=16)),
        ("ollama", Cap(tokens=128)),
    ],
)
def test_a_small_cap_is_named_alone(dialect: str, injection: Injection) -> None:
    assert named(dialect, injection, families=ALL) == ["E21"]
