"""What the scripted brain can answer: one small function per kind of question, found by walking these files.

An intent takes the Talk and returns what to say, or None if the question is none of its business. The lowest rank
that has an answer wins. `talk.rng` is None when sampling is greedy: then the answer must always be the same.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import msgspec


class Talk(msgspec.Struct, kw_only=True):
    """The conversation as an intent sees it."""

    last: str
    """The last user turn."""
    system: str
    """System and developer turns, joined."""
    turns: tuple[dict[str, Any], ...]
    rng: Random | None
    """Chance for sampled answers; None: greedy."""
    name: str = "Qwen"
    """Who the model says it is."""
    weak: bool = False
    images: int = 0
    results: tuple[str, ...] = ()
    """What the tools returned, when the conversation ends with their turns."""

    @property
    def chinese(self) -> bool:
        """Whether the last turn is mostly Chinese."""
        return sum(1 for char in self.last if "\u4e00" <= char <= "\u9fff") * 3 > len(self.last.strip())

    @property
    def terse(self) -> bool:
        """Whether a bare answer is wanted."""
        words = ("only", "just", "nothing else", "one word", "single word", "single number", "只回答", "只输出", "仅")
        asked = (self.last + self.system).lower()
        return any(word in asked for word in words)

    def pick(self, *variants: str) -> str:
        """Return the first variant when greedy, any of them when sampled."""
        return variants[0] if self.rng is None else self.rng.choice(variants)


class Saying(msgspec.Struct):
    """An answer, and the thought before it where that is no commonplace."""

    text: str
    thought: str = ""


Intent = Callable[[Talk], Saying | str | None]
_INTENTS: list[tuple[int, str, Intent]] = []


def intent(rank: int) -> Callable[[Intent], Intent]:
    """Register a function as an intent: 10 exact orders, 20 memory, 30 reckoning, 50 knowledge, 90 anything."""

    def register(function: Intent) -> Intent:
        _INTENTS.append((rank, getattr(function, "__name__", ""), function))
        return function

    return register


@cache
def load() -> tuple[Intent, ...]:
    """Return the intents by rank."""
    for info in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(info.name)
    return tuple(function for _, _, function in sorted(_INTENTS, key=lambda item: item[:2]))


def answer(talk: Talk) -> Saying:
    """Return what is to be said."""
    for function in load():
        said = function(talk)
        if said is not None:
            return said if isinstance(said, Saying) else Saying(said)
    raise LookupError("no intent answers everything")
