"""How two texts that ought to be the same differ. Pure."""

from __future__ import annotations

from enum import StrEnum

from answerback.checks.thought import thought_of
from answerback.wire.openai import Reading

REACH = 120
"""Letters over which the two are searched for the place from which they agree again."""
AGREE = 8
"""Letters that must agree there (or all that are left)."""


class Likeness(StrEnum):
    """What the other text is to the one."""

    SAME = "same"
    HOLES = "holes"
    """Pieces are missing, all else agrees."""
    REPEATS = "repeats"
    """Pieces come twice, all else agrees."""
    GLYPHS = "glyphs"
    """It holds characters that were broken on the way."""
    DIFFERENT = "different"


def likeness(one: str, other: str) -> Likeness:
    """Return what `other` is to `one`."""
    if one == other:
        return Likeness.SAME
    if "\ufffd" in other and "\ufffd" not in one:
        return Likeness.GLYPHS
    if lost(one, other):
        return Likeness.HOLES
    if (extra := lost(other, one)) and all(piece.strip() and piece in one for piece in extra):
        return Likeness.REPEATS
    return Likeness.DIFFERENT


def lost(one: str, other: str) -> list[str]:
    """Return the pieces of `one` that are missing in `other`; none where they differ in any other way."""
    pieces: list[str] = []
    i = j = 0
    while j < len(other):
        if i < len(one) and one[i] == other[j]:
            i, j = i + 1, j + 1
            continue
        rest = other[j : j + AGREE]
        found = one.find(rest, i + 1, i + REACH + len(rest))
        if found < 0 or (len(rest) < AGREE and found + len(rest) != len(one)):
            return []
        pieces.append(one[i:found])
        i = found
    if i < len(one):
        pieces.append(one[i:])
    return pieces if sum(map(len, pieces)) * 2 < len(one) else []


def compared(whole: Reading, streamed: Reading) -> tuple[Likeness, str]:
    """Return how a streamed answer differs from the whole one, thoughts included, and the missing or extra text."""
    first, second = thought_of(whole), thought_of(streamed)
    worst, shown = Likeness.SAME, ""
    for one, other in ((first.text, second.text), (first.answer, second.answer)):
        found = likeness(one, other)
        if found is Likeness.SAME:
            continue
        if worst not in (Likeness.SAME, found):
            return Likeness.DIFFERENT, ""
        worst = found
        shown = shown or " … ".join(lost(one, other) or lost(other, one))
    return worst, shown
