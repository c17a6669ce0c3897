"""Long prompts hold their code words at the depths that they promise, and are as long as they say."""

from __future__ import annotations

import pytest

from answerback import needles
from answerback.sim import tokens


@pytest.mark.parametrize("size", [512, 4608, 9728])
def test_a_message_is_at_least_that_long_and_hardly_longer(size: int) -> None:
    assert size <= tokens.count(needles.haystack(size)) <= size + 120


@pytest.mark.parametrize("size", [2304, 9728])
def test_turns_hold_the_code_words_in_order(size: int) -> None:
    text = "\n".join(turn["content"] for turn in needles.turns(size))
    places = [text.index(word) / len(text) for word in needles.NEEDLES]
    assert places == sorted(places)
    assert places[0] < 0.05 < 0.9 < places[-1]
    assert tokens.count(text) >= 0.9 * size


@pytest.mark.parametrize(
    ("named", "gone"),
    [
        (needles.NEEDLES, ()),
        (needles.NEEDLES[2:], ("start", "middle")),
        ((needles.NEEDLES[0], needles.NEEDLES[-1]), ("middle",)),
        (needles.NEEDLES[:-1], ("end",)),
        ((), ("start", "middle", "end")),
    ],
)
def test_where_something_is_missing(named: tuple[str, ...], gone: tuple[str, ...]) -> None:
    assert needles.lost(named) == gone
