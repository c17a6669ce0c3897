"""Long texts are encoded whole, although the engine's tokenizer cuts them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerback.serve.encode import Encoder, parts


class Cutting:
    """One token a character, and at most so many."""

    def __init__(self, most: int) -> None:
        self.most = most

    def encode(self, prompt: str, *, add_special_tokens: bool) -> SimpleNamespace:
        ids = ([0] if add_special_tokens else []) + [ord(char) for char in prompt]
        return SimpleNamespace(input_ids=SimpleNamespace(data=[ids[: self.most]]))


@pytest.mark.parametrize("size", [0, 1, 299, 300, 301, 5000])
def test_nothing_is_cut(size: int) -> None:
    text = ("some words and more " * (size // 20 + 1))[:size]
    encoder = Encoder(Cutting(300))
    assert encoder.most == 300
    assert "".join(map(chr, encoder(text))) == text


def test_the_beginning_is_marked_once() -> None:
    assert Encoder(Cutting(300))("x y " * 500, special=True).count(0) == 1


def test_a_tokenizer_that_does_not_cut_is_left_alone() -> None:
    encoder = Encoder(Cutting(10**9))
    assert encoder.most == 0
    assert len(encoder("x" * 30000)) == 30000


@given(st.text(min_size=1), st.integers(1, 50))
def test_parts_make_the_whole(text: str, longest: int) -> None:
    cut = parts(text, longest)
    assert "".join(cut) == text
    assert all(0 < len(part) <= longest for part in cut)


def test_words_are_not_divided() -> None:
    assert parts("one two three four", 9) == ["one two", " three", " four"]
    assert parts("今天天气很好，我们去公园玩", 9) == ["今天天气很好", "，我们去公园玩"]


def test_lone_surrogates_do_no_harm() -> None:
    assert Encoder(Cutting(300))("a\ud800b") == [97, ord("?"), 98]
