"""Tokens to text: whole characters, nothing lost, nothing invented."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from answerback.serve.detokenize import Detokenizer, Vocabulary

BYTES = Vocabulary({bytes([number]): number for number in range(256)})


@given(st.text())
def test_any_text_comes_out_as_it_is_however_it_is_cut(text: str) -> None:
    decoder = Detokenizer(BYTES)
    pieces = [decoder.feed(byte) for byte in text.encode("utf-8", "ignore")]
    assert "".join(pieces) == text.encode("utf-8", "ignore").decode()
    assert not any("\ufffd" in piece for piece in pieces if "\ufffd" not in text)


def test_a_character_is_held_until_it_is_whole() -> None:
    decoder = Detokenizer(BYTES)
    assert [decoder.feed(byte) for byte in "a😀".encode()] == ["a", "", "", "", "😀"]


def test_bytes_that_never_become_a_character_are_left_out() -> None:
    decoder = Detokenizer(BYTES)
    assert "".join(decoder.feed(byte) for byte in b"a\xf0\x9fb\xffc") == "abc"


def test_sentencepiece_writes_blanks_and_bytes_its_own_way() -> None:
    words = Vocabulary({b"<0x0A>": 0, "▁Hello".encode(): 1, b"<0xE4>": 2, b"<0xBD>": 3, b"<0xA0>": 4})
    decoder = Detokenizer(words)
    assert "".join(decoder.feed(number) for number in (1, 0, 2, 3, 4)) == " Hello\n你"


def test_a_part_of_a_character_is_named_by_its_bytes() -> None:
    assert BYTES.name(0xF0) == "bytes:\\xf0"
    assert BYTES.name(65) == "A"
    assert Vocabulary({b"x": 0}).bytes_of(7) == b""
