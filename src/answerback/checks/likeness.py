"""How two texts that ought to be the same differ. Pure."""

from __future__ import annotations

from enum import StrEnum

from answerback.checks.thought import thought_of
from answerback.wire.openai import Reading

WHOLE = 8
"""Letters of a whole answer from which on it is no chance that a longer one ends in it."""
KEPT = 0.4
"""Share of a text that must be there for the rest to count as lost."""


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
    if (extra := lost(other, one)) and all(_twice(piece, one) for piece in extra):
        return Likeness.REPEATS
    if len(other) > len(one) >= WHOLE and other.endswith(one) and other[:1] == one[:1]:
        return Likeness.REPEATS  # each delta brings all of the text so far
    return Likeness.DIFFERENT


def lost(one: str, other: str) -> list[str]:
    """Return the pieces of `one` that are missing in `other`; none where they differ in any other way.

    No text of some length is by chance what is left of another when letters are taken out.
    """
    pieces: list[str] = []
    start = at = 0
    for char in other:
        at = one.find(char, start)
        if at < 0:
            return []
        if at > start:
            pieces.append(one[start:at])
        start = at + 1
    if start < len(one):
        pieces.append(one[start:])
    return pieces if len(other) >= KEPT * len(one) else []


def _twice(piece: str, text: str) -> bool:
    """Whether a piece stands in the text as well, wherever the cut was made."""
    return any(piece[n:] + piece[:n] in text for n in range(len(piece)))


def compared(whole: Reading, streamed: Reading) -> tuple[Likeness, str]:
    """Return how a streamed answer differs from the whole one, thoughts included, and the missing or extra text."""
    first, second = thought_of(whole), thought_of(streamed)
    joined = ["".join(f"{thought.text}{thought.answer}".split()) for thought in (first, second)]
    if first.place is not second.place and joined[0] == joined[1]:
        return Likeness.SAME, ""  # a thought that stands elsewhere is judged elsewhere
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
