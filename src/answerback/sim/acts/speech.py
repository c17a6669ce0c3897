"""Acts out what a model may say instead: other words, too many, too few."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import msgspec

from answerback.sim import tokens
from answerback.sim.acts.damage import damaged
from answerback.sim.acts.parts import Kind, Part
from answerback.sim.acts.retelling import Teller, tells
from answerback.sim.acts.shape import nonce
from answerback.sim.stage import Call
from answerback.values.injections import Affix, BreakJson, Flood, NeverStop, Say, Shorten


def content(text: str) -> Part:
    """Return a piece of content."""
    return Part(Kind.CONTENT, text)


def pieces(text: str) -> list[Part]:
    """Return a text token by token."""
    return [content(piece) for piece in tokens.split(text)]


@tells(Say)
class Saying(Teller):
    """Says something else, at the pace of what it says it instead of; the request's limit holds."""

    recounts = True

    def __init__(self, injection: Say, call: Call, rng: Random, field: str) -> None:
        super().__init__(injection, call, rng, field)
        text = injection.text.replace("{nonce}", nonce(rng)) if "{nonce}" in injection.text else injection.text
        self.left = pieces(text)
        self.spent = 0

    def feed(self, part: Part) -> list[Part]:
        if part.kind is Kind.REASONING:
            self.spent += tokens.count(part.text)
            return [part]
        return self._next(1) if part.kind is Kind.CONTENT else []

    def _next(self, count: int) -> list[Part]:
        room = count if self.limit is None else min(count, self.limit - self.spent)
        out, self.left = self.left[: max(0, room)], self.left[max(0, room) :]
        self.spent += len(out)
        return out

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        out = self._next(len(self.left))
        return out, self.injection.finish or ("length" if self.left else "stop")


class _UpToLimit(Teller):
    """Goes on and on; the limit ends it."""

    def __init__(self, injection: Any, call: Call, rng: Random, field: str) -> None:
        super().__init__(injection, call, rng, field)
        self.most = self.limit if self.limit is not None else injection.tokens
        self.round = pieces(injection.text) or [content("!")]
        self.spent = self.number = 0

    def more(self) -> Part:
        part = self.round[self.number % len(self.round)]
        self.number += 1
        self.spent += 1
        return part

    def rest(self) -> tuple[list[Part], str]:
        out = [self.more() for _ in range(max(0, self.most - self.spent))]
        self.tokens = self.most
        return out, "length"


@tells(Flood)
class Flooding(_UpToLimit):
    """Says one thing over and over, after the first words if they are kept."""

    def __init__(self, injection: Flood, call: Call, rng: Random, field: str) -> None:
        super().__init__(injection, call, rng, field)
        self.left = injection.keep
        """Words that are still to be kept."""
        self.open = self.flooded = False
        """`open`: in the middle of a word."""

    def feed(self, part: Part) -> list[Part]:
        if part.kind is Kind.REASONING and self.injection.keep:
            self.spent += tokens.count(part.text)
            return [part]
        if part.kind is not Kind.CONTENT:
            return []
        kept = self._kept(part.text)
        if kept:
            self.spent += tokens.count(kept)
            return [content(kept)]
        return [self.more()] if self.spent < self.most else []

    def _kept(self, text: str) -> str:
        """Return what of a text is still among the words that are kept."""
        for place, char in enumerate(text if not self.flooded else ""):
            if char.isspace():
                self.open = False
            elif not self.open:
                if not self.left:
                    self.flooded = True
                    return text[:place].rstrip()
                self.open = True
                self.left -= 1
        return "" if self.flooded else text

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        return self.rest()


@tells(NeverStop)
class Rambling(_UpToLimit):
    """Does not end where it should."""

    def feed(self, part: Part) -> list[Part]:
        self.spent += tokens.count(part.text)
        return [part]

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        return self.rest() if reason == "stop" else ([], reason)


@tells(Affix)
class Affixing(Teller):
    """Puts text around the content; an answer that was cut off gets none at its end."""

    recounts = True
    begun = False
    called = False

    def feed(self, part: Part) -> list[Part]:
        self.called = self.called or part.kind is Kind.CALL
        if part.kind is not Kind.CONTENT or self.begun:
            return [part]
        self.begun = True
        before = self.injection.before
        return [content(before), part] if before else [part]

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        i: Affix = self.injection
        if self.called and not self.begun:
            return [], reason
        texts = [] if self.begun or reason == "length" else [i.before]
        texts += [i.after] if reason != "length" else []
        return [content(text) for text in texts if text], i.finish or reason


@tells(Shorten)
class Shortening(Teller):
    """Lets a share of the text out; in a stream always that share of what has come so far."""

    recounts = True
    heard = ""
    told = 0

    def feed(self, part: Part) -> list[Part]:
        if part.kind is not Kind.CONTENT:
            return [part]
        self.heard += part.text
        i: Shorten = self.injection
        reach = i.chars or math.floor(len(self.heard) * i.share)
        out = self.heard[self.told : reach]
        self.told += len(out)
        return [content(out)] if out else []

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        return [], self.injection.finish or reason


@tells(BreakJson)
class JsonBreaking(Teller):
    """Damages content that is a JSON object; it must be whole first."""

    recounts = True
    held = ""

    def feed(self, part: Part) -> list[Part]:
        if part.kind is not Kind.CONTENT:
            return [part]
        self.held += part.text
        return []

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        text = self.held
        try:
            value = msgspec.json.decode(text)
        except (msgspec.DecodeError, ValueError, RecursionError):
            value = None
        if isinstance(value, dict | list):
            how = self.injection.how
            text = text.rstrip()[:-1] if how == "truncate" else msgspec.json.encode(damaged(value, how)).decode()
        return pieces(text), reason
