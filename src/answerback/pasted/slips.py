"""What is wrong with a pasted request: the kinds of mistakes, and what is said of each."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from answerback.values.text import Lang, Text


class Weight(StrEnum):
    """How much a mistake matters."""

    WRONG = "wrong"
    """The request cannot do what was meant."""
    NOTE = "note"
    """It works, but not as it seems or not everywhere."""


class Tell(msgspec.Struct, frozen=True):
    """What is said of one kind of mistake: what it is, and what to do."""

    what: Text
    do: Text
    weight: Weight = Weight.WRONG


class Slip(msgspec.Struct, frozen=True):
    """One mistake in one place."""

    kind: str
    """A name in `answerback.pasted.telling.TELLS`."""
    facts: dict[str, Any] = {}
    line: str = ""
    """The line in which it stands, to be shown."""
    column: int = 0
    """Where in that line, from 1; 0: nowhere in particular."""
    mild: bool = False
    """It did no harm this time."""

    @property
    def weight(self) -> Weight:
        """How much it matters here."""
        return Weight.NOTE if self.mild else self.tell.weight

    @property
    def tell(self) -> Tell:
        """What is said of it."""
        from answerback.pasted.telling import TELLS

        return TELLS[self.kind]

    def what(self, lang: Lang) -> str:
        """Return what is wrong, in one sentence."""
        return self.tell.what.fill(lang, self._told(lang))

    def do(self, lang: Lang) -> str:
        """Return what to do about it, in one sentence."""
        return self.tell.do.fill(lang, self._told(lang))

    def _told(self, lang: Lang) -> dict[str, Any]:
        return {name: fact.fill(lang) if isinstance(fact, Text) else fact for name, fact in self.facts.items()}


def at(kind: str, text: str, offset: int, **facts: Any) -> Slip:
    """Return a slip with the line in which it stands; `offset` counts characters of `text` from 0."""
    offset = min(max(0, offset), len(text))
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)]
    place = {"row": text.count("\n", 0, offset) + 1, "column": offset - start + 1}
    return Slip(kind, {**place, **facts}, line, offset - start + 1)
