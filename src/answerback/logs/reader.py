"""Follows a log line by line, in bounded memory, and says at any time what it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice
from typing import Any

import msgspec

from answerback.logs import shape
from answerback.logs.line import bare
from answerback.logs.shape import Failure, Mark, Marks, Progress, Stage
from answerback.logs.start import Candidate, Start
from answerback.logs.verdict import LogDiagnosis, conclude
from answerback.values.pattern import lazy

_EXCEPTION = lazy(r"(?:^|[\s\])])(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Fault)(?:: \S|\()")
_ERROR = lazy(r"(?i)\b(?:error|fatal|critical|panic|failed|cannot|unable)\b|^\S+ E ")
_SOURCE = lazy(r"\braise [A-Za-z_][\w.]*\(")
_DIGITS = {ord(digit): "0" for digit in "123456789"}
_MOST_KINDS = 20_000
ROLES = ("begins", "clues", "tells", "progress", "failures", "wrappers", "noise")
_BATCH = 1024
"""Lines that are searched at once for what any of them may hold."""
_AFTER = 8
"""So many lines after a failure may tell more of it."""


class Entry(msgspec.Struct, frozen=True):
    """A mark, what it is for, and whose it is."""

    mark: Mark
    owner: Marks
    role: str
    """`begins`, `clues`, `tells`, `progress`, `failures`, `wrappers` or `noise`."""
    rank: int
    """Its place among all: of two marks that fit one line the one written first counts."""


class Reader:
    """Reads one log. `server` says whose it is, where that is known; else the log tells."""

    def __init__(self, server: str | None = None) -> None:
        self.known = server or ""
        self.lines = 0
        self.start = Start()
        self.before: Start | None = None
        """The start before this one."""
        self.versions: dict[str, str] = {}
        """Every product that the log names so far, in order, and its version."""
        self._open: tuple[Candidate, int] | None = None
        self._dull: set[str] = set()

    @property
    def stage(self) -> Stage | None:
        """The last stage told."""
        return self.start.stage

    @property
    def percent(self) -> float | None:
        """Progress of the stage, 0 to 100, where the log tells it."""
        return self.start.percent

    @property
    def server(self) -> str:
        """Name of the product whose log it is; empty while nothing tells."""
        return self.known or outermost(self.versions)

    def feed(self, line: str) -> Stage | None:
        """Take in one line; return the stage that it tells, or None."""
        self.lines += 1
        told = None
        for part in bare(line).split("\n"):
            told = self._take(part.rstrip(), kind_of(part), _entries()) or told
        return told

    def read(self, lines: Iterable[str]) -> None:
        """Take in a whole log; for long ones this is several times as fast as line by line."""
        left = iter(lines)
        while batch := [bare(line).split("\n") for line in islice(left, _BATCH)]:
            kinds = [[kind_of(part) for part in parts] for parts in batch]
            new = "\n".join(
                p
                for ps, ks in zip(batch, kinds, strict=True)
                for p, k in zip(ps, ks, strict=True)
                if k not in self._dull
            )
            near = [needle for needle in _entries() if needle in new]
            for parts, own in zip(batch, kinds, strict=True):
                self.lines += 1
                for part, kind in zip(parts, own, strict=True):
                    self._take(part.rstrip(), kind, near)

    def verdict(self, exit_code: int | None = None) -> LogDiagnosis:
        """Return what the log tells so far. `exit_code` is the process's; negative for a signal, as in subprocess."""
        return conclude(self.start, self.before, self.server, self.versions.get(self.server, ""), exit_code)

    # --- one line --------------------------------------------------------------------------------

    def _take(self, line: str, kind: str, needles: Iterable[str]) -> Stage | None:
        if kind in self._dull and self._open is None:
            return None
        near = [needle for needle in needles if needle in line]
        entries = fitting(line, near)
        roles = {entry.role for entry, _ in entries}
        if "noise" in roles:
            self._forget(kind)
            return None
        told = self._marks(entries, line) if entries else None
        self._more(line)
        suspect = "wrappers" not in roles and self._suspect(line)
        if not suspect and (not near or (roles == {"clues"} and not any(facts for _, facts in entries))):
            self._forget(kind)
        return told

    def _forget(self, kind: str) -> None:
        """Remember that lines of this kind, equal but for their figures, tell nothing (more)."""
        if len(self._dull) >= _MOST_KINDS:
            self._dull.clear()
        self._dull.add(kind)

    def _marks(self, entries: list[tuple[Entry, dict[str, Any]]], line: str) -> Stage | None:
        told = None
        code = _SOURCE.search(line) is not None  # a traceback shows the code that raises, with its text unfilled
        own = any(entry.role == "progress" and entry.owner.server == self.server for entry, _ in entries)
        for entry, facts in entries:
            if own and entry.role == "progress" and entry.owner.server != self.server:
                continue  # the product knows best what its line means
            if not (code and entry.role == "failures"):
                told = self._mark(entry, facts, line) or told
        return told

    def _mark(self, entry: Entry, facts: dict[str, Any], line: str) -> Stage | None:
        mark, owner = entry.mark, entry.owner
        if entry.role in ("begins", "clues"):
            self._name(owner.server, facts)
        if entry.role == "begins" and self._ours(owner):
            self._begin(facts)
            return Stage.BEGIN
        if entry.role == "tells" and self._ours(owner):
            self.start.facts |= facts
        elif isinstance(mark, Progress) and self._ours(owner):
            self.start.reach(mark.stage, facts)
            return mark.stage
        elif isinstance(mark, Failure):
            candidate = self.start.fail(mark, owner.server, facts, (self.lines, line))
            if candidate is not None and mark.then:
                self._open = (candidate, self.lines + _AFTER)
        elif entry.role == "wrappers":
            self.start.die((self.lines, line))
        return None

    def _begin(self, facts: Mapping[str, Any]) -> None:
        """A new start, unless this one has only just begun (several processes may say so)."""
        if self.start.under_way:
            self.before, self.start = self.start, Start()
            self._open = None
        self.start.begin()
        self.start.facts |= {name: value for name, value in facts.items() if name != "version"}

    def _name(self, name: str, facts: Mapping[str, Any]) -> None:
        version = str(facts.get("version", ""))
        if name and (version or name not in self.versions):
            self.versions[name] = version

    def _ours(self, owner: Marks) -> bool:
        """Whether a mark says something of this server, and not of one inside of it."""
        return not owner.server or owner.server == self.server or owner.server in shape.of(self.server).inside

    def _more(self, line: str) -> None:
        """Look for what a failure says in the lines after it."""
        if self._open is None:
            return
        candidate, until = self._open
        facts = Mark("", candidate.failure.then).facts(line)
        if facts is not None:
            candidate.facts |= facts
            if (self.lines, line) not in candidate.lines:
                candidate.lines.append((self.lines, line))
        if facts is not None or self.lines >= until:
            self._open = None

    def _suspect(self, line: str) -> bool:
        """Remember a line that looks like a failure which nothing known fits."""
        if _EXCEPTION.search(line):
            self.start.exception = (self.lines, line)
            return True
        if _ERROR.search(line):
            self.start.error = self.start.error or (self.lines, line)
            return True
        return False


def kind_of(line: str) -> str:
    """Return what a line has in common with those that differ in figures alone."""
    return line.translate(_DIGITS) if line.isascii() else line


def outermost(names: Mapping[str, str]) -> str:
    """Return the first product named that is not inside of another one named."""
    inner = {inside for name in names for inside in shape.of(name).inside}
    return next((name for name in names if name not in inner), next(iter(names), ""))


@cache
def _entries() -> dict[str, list[Entry]]:
    """Return every mark by its needle."""
    out: dict[str, list[Entry]] = {}
    rank = 0
    for role in ROLES:
        for owner in shape.load():
            for mark in getattr(owner, role):
                rank += 1
                mark = Mark(mark) if isinstance(mark, str) else mark
                out.setdefault(mark.needle, []).append(Entry(mark, owner, role, rank))
    return out


def matching(line: str) -> list[tuple[Entry, dict[str, Any]]]:
    """Return the marks that a line fits, with their facts, in the order in which they are written down."""
    return fitting(line, [needle for needle in _entries() if needle in line])


def fitting(line: str, needles: Iterable[str]) -> list[tuple[Entry, dict[str, Any]]]:
    """Return the marks that a line fits among those whose needles it holds."""
    found = [
        (entry, facts)
        for needle in needles
        for entry in _entries()[needle]
        if (facts := entry.mark.facts(line)) is not None
    ]
    return sorted(found, key=lambda one: one[0].rank)
