"""The scripted brain picks the letter of what it knows, and leaves other questions alone."""

from __future__ import annotations

import pytest

from answerback.sim.intents import Talk
from answerback.sim.intents.choice import choose


def talk(last: str, *, weak: bool = False) -> Talk:
    return Talk(last=last, system="", turns=(), rng=None, weak=weak)


@pytest.mark.parametrize(
    ("question", "letter"),
    [
        ("What is the capital of France?\nA. Rome\nB. Paris\nC. Bonn", "B"),
        ("Question: the capital of Japan?\n(A) Tokyo\n(B) Osaka\nAnswer:", "A"),
        ("What is the opposite of hot?\nA) Warm\nB) Cold", "B"),
        ("What is the capital of Atlantis?\nA. Rome\nB. Paris", "A"),
    ],
)
def test_the_letter_of_what_it_knows(question: str, letter: str) -> None:
    assert choose(talk(question)) == letter


def test_a_weak_one_picks_the_first() -> None:
    assert choose(talk("What is the capital of France?\nA. Rome\nB. Paris", weak=True)) == "A"


def test_a_question_without_options_is_not_its_business() -> None:
    assert choose(talk("What is the capital of France? A. nice one.")) is None
