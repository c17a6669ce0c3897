"""Characters that were decoded in the wrong way are told by the bytes that they stand for."""

from __future__ import annotations

import pytest

from answerback.checks.chat.glyphs import misread
from answerback.checks.probes import GLYPHS

CHARACTERS = "你好，世界"


@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_bytes_read_as_another_encoding(codec: str) -> None:
    assert misread(CHARACTERS.encode().decode(codec, "ignore")) >= 3


@pytest.mark.parametrize("text", [GLYPHS, "Hello, world!", "«CAFÉ» déjà vu — naïve à 20°", "Ã la carte", ""])
def test_right_text_in_any_language(text: str) -> None:
    assert misread(text) == 0
