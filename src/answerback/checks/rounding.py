"""Whether answers differ because they were sampled, or only because rounding parts what is the same. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import combinations, takewhile

ALIKE = 12
"""Letters that two answers begin with alike where rounding alone parts them later.

What a prompt cache or another batch leaves in the last digits is enough to change a word further on, even the likeliest
one: llama.cpp says so of `cache_prompt`, and SGLang of batches and its prefix cache. What was drawn afresh parts at the
first words.
"""
DRAWS = 4
"""Equal answers that prove it: a model that has 8 words to choose freely repeats itself four times with a chance below
one in a million."""


class Spread(StrEnum):
    """What several answers to one free question say of how they were made."""

    SAMPLED = "sampled"
    GREEDY = "greedy"
    OPEN = "open"
    """Too few were drawn to tell."""


def shared(texts: Sequence[str]) -> str:
    """Return the longest beginning that two of these texts have in common."""
    return max((_beginning(*pair) for pair in combinations(texts, 2)), key=len, default="")


def spread(texts: Sequence[str]) -> Spread:
    """Return whether free answers were sampled.

    Two that part at once were. Of those that part late one may differ from all others, which are the same letter for
    letter: it was made in another batch (llama.cpp's second choice) or without the prompt cache.
    """
    if any(len(_beginning(*pair)) < ALIKE for pair in combinations(set(texts), 2)):
        return Spread.SAMPLED
    often = max(Counter(texts).values(), default=0)
    if len(texts) - often > 1:
        return Spread.SAMPLED
    return Spread.GREEDY if often >= DRAWS else Spread.OPEN


def _beginning(one: str, other: str) -> str:
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def parted_late(one: str, other: str) -> bool:
    """Whether two likeliest answers to one prompt went apart further on, as rounding makes them.

    Where a stream lost, swapped or replaced something, the rest is the same again or the letters are.
    """
    if len(_beginning(one, other)) < ALIKE or sorted(one) == sorted(other):
        return False
    return len(_beginning(one[::-1], other[::-1])) < ALIKE
