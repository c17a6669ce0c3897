"""The shape of what is known of a product's log: marks, each a line that tells something."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import cache
from typing import Any

import msgspec

from answerback import found


class Stage(StrEnum):
    """How far a start-up is."""

    BEGIN = "begin"
    """The server says who it is: a start begins."""
    DOWNLOAD = "download"
    LOAD = "load"
    WARM_UP = "warm-up"
    """Profiling, compiling, capturing graphs."""
    READY = "ready"
    """It takes requests."""
    STOP = "stop"
    """It ends because it was told to."""


class Weight(IntEnum):
    """How much a line is worth as the root cause; of equal ones the first counts: causes come before results."""

    HINT = 1
    """Often goes along with another cause."""
    ROOT = 2
    EXACT = 3
    """Says the cause in the server's own words, after a bare exception that could have several."""


class Mark(msgspec.Struct, frozen=True):
    """A line that tells something: it holds `needle`, and `pattern` (where given) is found in it.

    The needle is a plain text, so that most lines cost one look; named groups of the pattern become facts.
    """

    needle: str
    pattern: str = ""

    def facts(self, line: str) -> dict[str, Any] | None:
        """Return what the line tells, or None where it is not such a line."""
        if self.needle not in line:
            return None
        if not self.pattern:
            return {}
        match = _compiled(self.pattern).search(line)
        return None if match is None else {k: number(v) for k, v in match.groupdict().items() if v is not None}


class Progress(Mark, frozen=True):
    """A line that tells the stage; a group `percent`, or `done` and `of`, tells how far it is."""

    stage: Stage = Stage.LOAD


class Failure(Mark, frozen=True):
    """A line that tells a root cause."""

    code: str = ""
    """The fault's code."""
    case: str = ""
    """Which of the fault's cases it is; empty: the usual one."""
    weight: Weight = Weight.ROOT
    then: str = ""
    """A pattern for more facts in one of the next lines."""
    known: Mapping[str, Any] = {}
    """Facts that the line implies."""
    during: tuple[Stage, ...] = ()
    """Only in these stages (before the first one told it is BEGIN); empty: in any."""
    needs: str = ""
    """A fact that the log must have told before."""
    runs: bool = False
    """It also holds of a server that is ready: it goes on with less than it should."""
    ends: bool = False
    """It ends a server that was ready; other failures count after that only where the server then dies."""


class Marks(msgspec.Struct, frozen=True):
    """All that is known of one product's log."""

    server: str = ""
    """Name of the server; empty: true of any (Python, CUDA, the system)."""
    begins: tuple[Mark, ...] = ()
    """Said once at each start; a group `version` is the product's."""
    clues: tuple[Mark, ...] = ()
    """Lines that only this product writes."""
    tells: tuple[Mark, ...] = ()
    """Lines whose facts are worth remembering: `model`, `port`, `context` …"""
    progress: tuple[Progress, ...] = ()
    failures: tuple[Failure, ...] = ()
    wrappers: tuple[str | Mark, ...] = ()
    """Texts of lines that only say that something failed elsewhere: the server dies, but never of this."""
    noise: tuple[str, ...] = ()
    """Texts of lines that quote what clients sent, or tell harmless failures: nothing in them is judged."""
    hosts: bool = False
    """It loads models when it is ready already: what fails then counts, though the server lives on."""
    inside: tuple[str, ...] = ()
    """Other products that work inside of this one: their marks hold here, and they do not change who it is."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def number(text: str) -> Any:
    """Return a whole number where the text is one, else the text."""
    bare = text.replace(",", "")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 19 else text.strip()


def of(server: str) -> Marks:
    """Return what is known of a product's log; nothing is known of most names."""
    return next((marks for marks in load() if marks.server == server), Marks(server))


@cache
def load() -> tuple[Marks, ...]:
    """Return what is known of every product's log."""
    from answerback.logs import marks

    known = [importlib.import_module(name).MARKS for name, _ in found.modules(marks)]
    return tuple(sorted(known, key=lambda one: (one.server == "", one.server)))  # what holds for any counts last
