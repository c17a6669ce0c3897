"""How two texts that ought to be the same differ. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby
from math import gcd

from answerback.checks.thought import Place, Thought, thought_of
from answerback.wire.openai import Chunk, Reading

REASONING = ("reasoning_content", "reasoning")
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
    if (extra := lost(other, one)) and all(_twice(piece, one) or _twice(piece.strip(), one) for piece in extra):
        return Likeness.REPEATS
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
    """Whether a piece stands in the text as well, wherever the cut was made, once or several times over."""
    size = (piece + piece).find(piece, 1) if piece else 0
    part = piece[:size]
    return any(part[n:] + part[:n] in text for n in range(size))


def deltas(chunks: Iterable[Chunk], *fields: str) -> list[str]:
    """Return the texts that a stream brings in the first of these fields that a chunk has."""
    found = (
        next((chunk.delta[name] for name in fields if isinstance(chunk.delta.get(name), str)), "") for chunk in chunks
    )
    return [text for text in found if text]


def without_overlaps(texts: Iterable[str]) -> str:
    """Return what deltas say when each loses the end of the text so far with which it begins."""
    so_far = ""
    for said in texts:
        known = next((n for n in range(min(len(said), len(so_far)), 0, -1) if so_far.endswith(said[:n])), 0)
        so_far += said[known:]
    return so_far


def once_each(texts: Iterable[str]) -> str:
    """Return what deltas say when each that came so many times comes once; all of them where none always did."""
    runs = [(text, len(list(same))) for text, same in groupby(texts)]
    times = gcd(*(count for _, count in runs)) or 1
    return "".join(text * (count // times) for text, count in runs)


def compared(whole: Reading, streamed: Reading) -> tuple[Likeness, str]:
    """Return how a streamed answer differs from the whole one, thoughts included, and the missing or extra text."""
    first, second = thought_of(whole), thought_of(streamed)
    joined = ["".join(f"{thought.text}{thought.answer}".split()) for thought in (first, second)]
    if first.place is not second.place and joined[0] == joined[1]:
        return Likeness.SAME, ""  # a thought that stands elsewhere is judged elsewhere
    if _sent_again(first, streamed):
        return Likeness.REPEATS, second.text[:80] or second.answer[:80]
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


def _sent_again(whole: Thought, streamed: Reading) -> bool:
    """Whether deltas come several times, overlap or bring all of the text so far, and say the same without that."""
    if whole.place in (Place.INLINE, Place.ORPHAN):
        return False  # thought and answer share a field
    answer, thought = deltas(streamed.chunks, "content"), deltas(streamed.chunks, *REASONING)
    told = (whole.answer.strip(), whole.text.strip())
    if ("".join(answer).strip(), "".join(thought).strip()) == told:
        return False
    ways = (once_each, without_overlaps)
    return any((join(answer).strip(), join(thought).strip()) == told for join in ways)
