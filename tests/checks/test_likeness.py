"""How two texts differ: holes, repeats, broken glyphs, anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerback.checks.likeness import Likeness, likeness, lost

TEXT = "The quick brown fox jumps over the lazy dog, and the dog does not mind at all."


def test_the_same() -> None:
    assert likeness(TEXT, TEXT) is Likeness.SAME


@given(st.lists(st.integers(0, 14), min_size=1, max_size=6, unique=True))
def test_words_that_are_lost_leave_holes(gone: list[int]) -> None:
    words = [f"{word} " for word in TEXT.split()]
    rest = "".join(word for number, word in enumerate(words) if number not in gone)
    assert likeness("".join(words), rest) is Likeness.HOLES
    assert sum(map(len, lost("".join(words), rest))) == len("".join(words)) - len(rest)


@given(st.integers(0, 15))
def test_words_that_come_twice(which: int) -> None:
    words = [f"{word} " for word in TEXT.split()]
    twice = "".join([*words[: which + 1], words[which], *words[which + 1 :]])
    assert likeness("".join(words), twice) is Likeness.REPEATS


def test_broken_glyphs_are_told_apart() -> None:
    assert likeness("你好，世界", "你\ufffd，世界") is Likeness.GLYPHS


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("fox", "cat"),
        "The quick brown fox walks under the lazy dog, and the dog does not mind at all.",
        TEXT[:20],
        "",
    ],
)
def test_other_texts_are_not_taken_for_losses(other: str) -> None:
    assert likeness(TEXT, other) is Likeness.DIFFERENT
