"""Acts out reasoning that lands in the wrong place."""

from __future__ import annotations

import re
from random import Random

import msgspec

from answerback.sim.acts.parts import FIELDS, Kind, Part
from answerback.sim.acts.retelling import Teller, tells
from answerback.sim.stage import Call
from answerback.values.injections import MoveReasoning

TAIL_WORDS = 6


@tells(MoveReasoning)
class Moving(Teller):
    """Moves reasoning and content, one `how` a method."""

    def __init__(self, injection: MoveReasoning, call: Call, rng: Random, field: str) -> None:
        super().__init__(injection, call, rng, field)
        self.hides = injection.how == "drop"

    inside = False
    """Reasoning has begun and is not closed."""
    thought = False
    """Reasoning has come."""
    held = ""
    """The tail of the reasoning, or its last character."""

    def feed(self, part: Part) -> list[Part]:
        if part.kind is Kind.CALL:
            return [*self._close(), part]
        how = self.injection.how
        if part.kind is Kind.REASONING:
            return self._reasoning(part, how)
        if how == "swallow" or (how == "unclosed" and self.thought):
            return [Part(Kind.REASONING, part.text, field=self.injection.field or self.field)]
        return [*self._close(), part]

    def _reasoning(self, part: Part, how: str) -> list[Part]:
        self.thought = True
        if how == "drop":
            return []
        if how == "rename":
            other = self.injection.field or FIELDS[1 - FIELDS.index(part.field)]
            return [msgspec.structs.replace(part, field=other)]
        if how == "tail":
            self.inside = True
            return self._but_tail(part)
        if how in ("swallow", "unclosed"):
            return [part]
        opening = "" if how != "inline" or self.inside else "<think>" if part.text.startswith("\n") else "<think>\n"
        self.inside = True
        self.held = part.text[-1:]
        return [Part(Kind.CONTENT, opening + part.text)]

    def _but_tail(self, part: Part) -> list[Part]:
        """Hold the last words back: they may be the tail."""
        self.held += part.text
        words = list(re.finditer(r"\S+\s*", self.held))
        place = words[-TAIL_WORDS].start() if len(words) > TAIL_WORDS else 0
        out, self.held = self.held[:place], self.held[place:]
        return [msgspec.structs.replace(part, text=out)] if out else []

    def _close(self) -> list[Part]:
        if not self.inside:
            return []
        self.inside = False
        held, self.held = self.held, ""
        if self.injection.how == "tail":
            return []
        return [Part(Kind.CONTENT, "</think>\n\n" if held == "\n" else "\n</think>\n\n")]

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        if self.injection.how == "unclosed":
            return [], "stop" if self.thought and reason != "length" else reason
        if self.injection.how == "tail" and reason == "length" and self.held:  # it never came to its end
            held, self.held = self.held, ""
            return [Part(Kind.REASONING, held, field=self.injection.field or self.field)], reason
        return ([] if reason == "length" else self._close()), reason
