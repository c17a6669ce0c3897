"""Words that no language has and that stand in one request each: another's in an answer proves a mix-up.

A word can be read back to its number, so that foreign ones are known without keeping any; and numbers are scattered
over 3.3 thousand million words, so that a model that copies its own badly does not hit somebody else's.
"""

from __future__ import annotations

import re

_CONSONANTS = "bdfgklmnprstvzhj"
_VOWELS = "aeiou"
_SYLLABLES = tuple(c + v for c in _CONSONANTS for v in _VOWELS)
_PLACES = 5
SPACE: int = len(_SYLLABLES) ** _PLACES
_STEP = 2_027_181_917
"""Odd and no multiple of 5, so it shares no factor with the space (a power of 2 times one of 5): each number its own
word."""
_BACK: int = pow(_STEP, -1, SPACE)
WORD = re.compile(rf"(?<![a-z])(?:[{_CONSONANTS}][{_VOWELS}]){{{_PLACES}}}(?![a-z])")


def word_of(number: int) -> str:
    """Return the word of a number."""
    code = number * _STEP % SPACE
    syllables = []
    for _ in range(_PLACES):
        code, place = divmod(code, len(_SYLLABLES))
        syllables.append(_SYLLABLES[place])
    return "".join(syllables)


def number_of(word: str) -> int:
    """Return the number of a word that matches `WORD`."""
    code = 0
    for at in range(2 * _PLACES - 2, -1, -2):
        place = _CONSONANTS.index(word[at]) * len(_VOWELS) + _VOWELS.index(word[at + 1])
        code = code * len(_SYLLABLES) + place
    return code * _BACK % SPACE


class Nonces:
    """The words of one run. Processes that share a run begin far apart, the same seed gives the same words."""

    def __init__(self, seed: int = 0, worker: int = 0) -> None:
        self.first = (7_919 + seed * 1_000_003 + worker * 50_000_000) % SPACE
        self.issued = 0

    def next(self) -> str:
        """Return a word that was not given out before."""
        self.issued += 1
        return word_of(self.first + self.issued - 1)

    def known(self, word: str) -> bool:
        """Whether a word was given out."""
        return (number_of(word) - self.first) % SPACE < self.issued

    def foreign(self, text: str, own: str) -> list[str]:
        """Return the words in a text that were given out to others."""
        found = dict.fromkeys(WORD.findall(text.lower()))
        return [word for word in found if word != own and self.known(word)]
