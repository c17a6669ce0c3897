"""Draws that part late, with one made in another batch, are greedy; two that part at once were sampled."""

from __future__ import annotations

import pytest

from answerback.checks.rounding import Spread, parted_late, shared, spread

A = "In a world where the only reality was made by a machine, a brilliant scientist had been tasked"
B = "In a world where the only reality was made by a machine, a brilliant and resourceful boy"
C = "In a world where the only light came from the sea, nobody slept"
D = "The lamp went out."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], Spread.OPEN),
        ([A], Spread.OPEN),
        ([A, B], Spread.OPEN),
        ([A, B, A], Spread.OPEN),
        ([A, B, A, A], Spread.OPEN),
        ([A, B, A, A, A], Spread.GREEDY),
        ([B, A, A, A, A], Spread.GREEDY),
        ([A, A, A, A], Spread.GREEDY),
        ([A, D], Spread.SAMPLED),
        ([A, A, A, D], Spread.SAMPLED),
        ([A, B, C], Spread.SAMPLED),
        ([A, A, B, B], Spread.SAMPLED),
    ],
)
def test_spread(texts: list[str], expected: Spread) -> None:
    assert spread(texts) is expected


def test_shared_is_the_longest_common_beginning_of_any_two() -> None:
    assert shared([D, C, A, B]) == "In a world where the only reality was made by a machine, a brilliant "
    assert shared([D, A]) == ""
    assert shared([]) == ""


def test_likeliest_answers_that_go_apart_for_good_are_rounding() -> None:
    assert parted_late(A, B)
    assert not parted_late(A, D)


@pytest.mark.parametrize(
    "streamed",
    [A.replace("reality was made", "was reality made"), A.replace("machine", "********"), A],
    ids=["swapped", "replaced", "same"],
)
def test_what_a_stream_does_to_a_text_is_no_rounding(streamed: str) -> None:
    assert not parted_late(A, streamed)
