"""Prompts of a planned length, made of words that the service itself has counted: no tokenizer is needed.

The words are short, common and one token each in every vocabulary that is known, the blank before them included; two
asks show what the service counts for the rest (the template, the first token) and for each word.
"""

from __future__ import annotations

from collections.abc import Generator
from random import Random
from typing import Any

import msgspec

from answerback.bench.nonces import word_of
from answerback.values.asks import Chat, chat
from answerback.wire.openai import Reading

WORDS = tuple(
    """
    the of and to in is you that it he was for on are as with his they at be this have from or one had by not but
    what all were we when your can said there use an each which she do how their if will up other about out many
    then them these so some her would make like him into time has look two more write go see number no way could
    people my than first water been call who its now find long down day did get come made may part over new sound
    take only little work know place year live me back give most very after thing our just name good sentence man
    think say great where help through much before line right too mean old any same tell boy follow came want show
    also around form three small set put end does another well large must big even such because turn here why ask
    went men read need land different home us move try kind hand picture again change off play spell air away animal
    house point page letter mother answer found study still learn should world
    """.split()  # noqa: SIM905 (a list of them would fill three screens)
)
RING = 1 << 15
FEW, MANY = 16, 272
"""Words of the two calibration prompts."""
REQUEST = "\n\nThe code word is {nonce}. Begin your answer with the code word, then write a text about these words."
"""What every made-up prompt ends with: the word comes back, and with it the proof whose answer it is."""


class Counted(msgspec.Struct, frozen=True):
    """What the service counts."""

    fixed: float = 40.0
    """Tokens of a prompt without any words: template, code word and request."""
    each: float = 1.0
    """Tokens of one of our words."""
    told: bool = False
    """Whether the service was the one who counted; else these are the usual figures."""

    def words_for(self, tokens: int) -> int:
        """Return how many words make a prompt of so many tokens; 0 where the rest alone has as many."""
        return max(0, round((tokens - self.fixed) / self.each))

    def tokens_of(self, words: int) -> int:
        """Return the planned tokens of a prompt of so many words."""
        return round(self.fixed + words * self.each)


def calibrate() -> Generator[tuple[Chat, ...], list[Reading], Counted]:
    """Yield two asks of one token each, be sent what came of them; where no count came, the usual figures."""
    ring = Ring(0)
    asks = tuple(
        chat(ring.text(0, words) + REQUEST.format(nonce=word_of(words)), max_tokens=1, temperature=0)
        for words in (FEW, MANY)
    )
    few, many = yield asks
    one, two = _prompt(few), _prompt(many)
    if one is None or two is None or not 0.3 <= (each := (two - one) / (MANY - FEW)) <= 4:
        return Counted()
    return Counted(max(0.0, one - each * FEW), each, told=True)


def _prompt(reading: Any) -> int | None:
    usage = reading.answer.usage if reading.ok else None
    return usage.prompt if usage is not None else None


class Ring:
    """A long text of our words, the same for the same seed; a prompt is a piece of it, so none is made word by word."""

    def __init__(self, seed: int) -> None:
        rng = Random(f"words {seed}")
        picked = rng.choices(WORDS, k=RING)
        self.whole = " ".join(picked)
        starts, at = [], 0
        for word in picked:
            starts.append(at)
            at += len(word) + 1
        self.starts = starts
        self.whole += " "

    def text(self, start: int, words: int) -> str:
        """Return so many words from a place on; the ring goes round."""
        pieces = []
        start %= RING
        while words > 0:
            taken = min(words, RING - start)
            end = self.starts[start + taken] if start + taken < RING else len(self.whole)
            pieces.append(self.whole[self.starts[start] : end])
            words -= taken
            start = 0
        return "".join(pieces).rstrip()
