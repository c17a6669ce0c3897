"""The shape of a command: its options in both languages, and what it does. Light: `check` starts through it.

A command is one file in cli/ that states `COMMAND = Command(...)`; its name is the file's. Options are data, so that
parsing, help in both languages, environment, configuration and shell completion all come from one place.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Any

import msgspec

from answerback.values.text import Lang, Text


class UsageError(Exception):
    """The user asked for something that cannot be: one clear line, exit code 2."""

    def __init__(self, text: Text, **facts: Any) -> None:
        self.text, self.facts = text, facts
        super().__init__(self.told(Lang.EN))

    def told(self, lang: Lang) -> str:
        """Return the line in a language; facts may be texts themselves."""
        facts = {name: fact.fill(lang) if isinstance(fact, Text) else fact for name, fact in self.facts.items()}
        return self.text.fill(lang, facts)


class Kind(Enum):
    """What an option takes."""

    FLAG = auto()
    TEXT = auto()
    WHOLE = auto()
    """A whole number of at least `least`."""
    NUMBER = auto()


class Option(msgspec.Struct, frozen=True):
    """One option; `--name`, `ANSWERBACK_NAME` and `name = …` in the configuration are the same."""

    name: str
    help: Text
    kind: Kind = Kind.TEXT
    metavar: str = ""
    short: str = ""
    many: bool = False
    """May be given several times, and takes lists divided by commas."""
    commas: bool = True
    choices: tuple[str, ...] = ()
    default: Any = None
    least: float = 0
    configurable: bool = True
    """Whether environment and configuration may set it."""


class Argument(msgspec.Struct, frozen=True):
    """A word without dashes."""

    name: str
    help: Text
    required: bool = False
    many: bool = False
    raw: bool = False
    """Takes everything from the first such word on as it stands, dashes included."""
    behind: bool = False
    """Takes everything behind `--` as it stands, and nothing before it."""


class Example(msgspec.Struct, frozen=True):
    """A line to type, and what it does."""

    line: str
    does: Text


class Given:
    """What a command was called with, and how it may talk."""

    def __init__(self, values: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]) -> None:
        self.values, self.words = values, words
        self.lang = Lang(values["lang"])
        self.quiet = bool(values.get("quiet"))
        self.verbose = bool(values.get("verbose"))
        self.color = bool(values.get("color"))

    def text(self, name: str) -> str | None:
        """Return an option's text, or None where it was not given."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Whether a flag is set."""
        return bool(self.values.get(name))

    def many(self, name: str) -> tuple[str, ...]:
        """Return the values of an option that may be given several times."""
        return tuple(self.values.get(name) or ())

    def whole(self, name: str) -> int | None:
        """Return a whole number, or None."""
        value = self.values.get(name)
        return None if value is None else int(value)

    def number(self, name: str) -> float | None:
        """Return a number, or None."""
        value = self.values.get(name)
        return None if value is None else float(value)

    def word(self, name: str) -> str | None:
        """Return an argument, or None where it was not given."""
        found = self.words.get(name, ())
        return found[0] if found else None

    def say(self, text: Text, **facts: Any) -> None:
        """Say something on stderr, unless `--quiet`."""
        if not self.quiet:
            print(text.fill(self.lang, facts), file=sys.stderr, flush=True)

    def tell(self, text: Text, **facts: Any) -> None:
        """Say something on stderr with `-v` only."""
        if self.verbose:
            self.say(text, **facts)


class Command(msgspec.Struct, frozen=True):
    """One command of the tool."""

    summary: Text
    act: Callable[[Given], int]
    """Does it, and returns the exit code."""
    options: tuple[Option, ...] = ()
    arguments: tuple[Argument, ...] = ()
    examples: tuple[Example, ...] = ()
    notes: tuple[Text, ...] = ()
