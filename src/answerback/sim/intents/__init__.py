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

_BEFORE = (
    "Sure.", "Of course.", "Gladly.", "Certainly.", "Well now.", "Good.", "Happy to help.", "Let me see.", "All right.",
    "Interesting.", "Thanks for asking.", "With pleasure.", "Right away.", "Let us begin.", "Fine.", "Very well.",
    "A fair question.", "Here goes.", "Absolutely.", "No problem.", "Allow me.", "Good to hear from you.",
)  # fmt: skip
_AFTER = (
    "Does that help?", "I hope this is clear.", "Ask again if anything is missing.", "That is the gist of it.",
    "Feel free to ask more.", "There is more to say if you like.", "So much for now.", "Let me know what you think.",
)  # fmt: skip
_BEFORE_ZH = (
    "好的。", "当然。", "没问题。", "很高兴为您服务。", "让我想想。", "谢谢提问。", "嗯。", "乐意之至。", "明白了。",
    "这个问题不错。", "很好。",
    "是这样的。", "容我说明。", "请听我说。", "好问题。", "可以的。",
)  # fmt: skip
_AFTER_ZH = (
    "希望对你有帮助。",
    "还有什么想问的吗？",
    "如有疑问请继续提问。",
    "大致就是这样。",
    "欢迎随时再来。",
    "先说这么多。",
)


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

    def vary(self, text: str, *, chinese: bool = False) -> str:
        """Return a free answer as it is when greedy; when sampled, with other words around it each time."""
        if self.rng is None:
            return text
        before, after = (_BEFORE_ZH, _AFTER_ZH) if chinese else (_BEFORE, _AFTER)
        gap = "" if chinese else " "
        return f"{self.rng.choice(before)}{gap}{self.rng.choice(before)}{gap}{text}{gap}{self.rng.choice(after)}"


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
