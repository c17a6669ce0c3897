"""Splits a model's raw text, as it grows, into reasoning, content and tool calls; cuts at stop strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

OPEN, CLOSE = "<think>", "</think>"
CALL, CALLED = "<tool_call>", "</tool_call>"
_HEAD = re.compile(r'\s*\{\s*"name"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"(?:arguments|parameters)"\s*:\s*(?=\{)')


class Kind(StrEnum):
    """What a piece of text is."""

    REASONING = "reasoning"
    CONTENT = "content"
    CALL = "call"
    """A tool call begins; the text is the function's name."""
    ARGUMENTS = "arguments"


class Delta(msgspec.Struct, frozen=True):
    """A piece of one kind."""

    kind: Kind
    text: str
    call: int = 0
    """Number of the tool call, from 0."""


class StopCutter:
    """Ends the text at the first stop string, which itself is left out."""

    def __init__(self, stops: Sequence[str]) -> None:
        self.stops = [stop for stop in stops if stop]
        self.held = ""
        self.met: str | None = None

    def feed(self, text: str) -> str:
        """Return the text that is safe to show; `met` is set once a stop string was found."""
        if not self.stops:
            return text
        self.held += text
        found = [(at, stop) for stop in self.stops if (at := self.held.find(stop)) >= 0]
        if found:
            at, self.met = min(found)
            shown, self.held = self.held[:at], ""
            return shown
        keep = _overlap(self.held, self.stops)
        shown, self.held = self.held[: len(self.held) - keep], self.held[len(self.held) - keep :]
        return shown

    def rest(self) -> str:
        """Return what was held back, once the text is over."""
        shown, self.held = self.held, ""
        return shown


class Splitter:
    """Feed it raw text, take deltas."""

    def __init__(self, parser: str | None, *, tools: bool, strip: bool) -> None:
        self.tools, self.strip = tools, strip
        self.state = "content" if parser is None else "reasoning" if parser == "deepseek_r1" else "start"
        self.held = ""
        self.blank = ""
        self.calls = 0
        self.fresh = True
        """Nothing of the present kind was shown yet."""
        self.arguments: _Arguments | None = None

    @property
    def thinking(self) -> bool:
        """Whether what comes now is reasoning."""
        return self.state in ("start", "reasoning")

    def feed(self, text: str) -> list[Delta]:
        """Return the deltas that are sure."""
        self.held += text
        out: list[Delta] = []
        while self._step(out):
            pass
        return out

    def close(self) -> list[Delta]:
        """Return what is left when the text is over."""
        out: list[Delta] = []
        held, self.held = self.held, ""
        if self.state == "call":
            if self.arguments is None:
                self._show(out, Kind.CONTENT, CALL + held)
        elif self.state == "reasoning":
            self._show(out, Kind.REASONING, held)
            self.blank = "" if self.strip else self.blank
        else:
            self._show(out, Kind.CONTENT, held)
        if self.blank and self.state != "called":
            kind = Kind.REASONING if self.state == "reasoning" else Kind.CONTENT
            out.append(Delta(kind, self.blank))
        self.blank = ""
        return out

    def _step(self, out: list[Delta]) -> bool:
        """Handle what is held in the present state; True when the state changed and more may follow."""
        if self.state == "start":
            begun = self.held.lstrip()
            if OPEN.startswith(begun):
                if begun != OPEN:
                    return False
            elif not begun.startswith(OPEN):
                self.state = "content"
                return True
            self.held, self.state = begun[len(OPEN) :], "reasoning"
            return True
        if self.state == "reasoning":
            if self.fresh and self.held.startswith(OPEN):
                self.held = self.held[len(OPEN) :]
            if not self._until(out, CLOSE, Kind.REASONING):
                return False
            if not self.strip and self.blank:
                out.append(Delta(Kind.REASONING, self.blank))
            self.blank, self.state, self.fresh = "", "content", True
            return True
        if self.state == "call":
            return self._call(out)
        if not self.tools:
            self._show(out, Kind.CONTENT, self.held)
            self.held = ""
            return False
        if not self._until(out, CALL, Kind.CONTENT):
            return False
        self.blank, self.state = "", "call"
        return True

    def _until(self, out: list[Delta], tag: str, kind: Kind) -> bool:
        at = self.held.find(tag)
        if at >= 0:
            self._show(out, kind, self.held[:at])
            self.held = self.held[at + len(tag) :]
            return True
        keep = _overlap(self.held, (tag,))
        self._show(out, kind, self.held[: len(self.held) - keep])
        self.held = self.held[len(self.held) - keep :]
        return False

    def _show(self, out: list[Delta], kind: Kind, text: str) -> None:
        if self.fresh and self.strip:
            text = text.lstrip()
        if not text:
            return
        self.fresh = False
        text = self.blank + text
        self.blank = ""
        if self.tools or kind is Kind.REASONING:  # blanks before a call or a closing tag belong to neither
            kept = text.rstrip()
            text, self.blank = kept, text[len(kept) :]
        if self.state == "called" and text:
            self.state = "content"
        if text:
            out.append(Delta(kind, text))

    def _call(self, out: list[Delta]) -> bool:
        if self.arguments is None:
            head = _HEAD.match(self.held)
            if head is not None:
                out.append(Delta(Kind.CALL, json.loads(head[1]), self.calls))
                self.held = self.held[head.end() :]
                self.arguments = _Arguments()
            elif CALLED in self.held:
                self._whole_call(out)
                return True
            else:
                return False
        text = self.arguments.take(self.held)
        if text:
            out.append(Delta(Kind.ARGUMENTS, text, self.calls))
        self.held = self.held[len(text) :]
        if not self.arguments.over:
            return False
        at = self.held.find(CALLED)
        if at < 0:
            return False
        self._next(self.held[at + len(CALLED) :])
        return True

    def _whole_call(self, out: list[Delta]) -> None:
        inside, _, rest = self.held.partition(CALLED)
        try:
            said = msgspec.json.decode(inside)
            name, arguments = said["name"], said.get("arguments", {})
        except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
            out.append(Delta(Kind.CONTENT, CALL + inside + CALLED))
            self.held, self.state = rest, "content"
            return
        out.append(Delta(Kind.CALL, str(name), self.calls))
        out.append(Delta(Kind.ARGUMENTS, msgspec.json.encode(arguments).decode(), self.calls))
        self._next(rest)

    def _next(self, rest: str) -> None:
        self.held, self.arguments, self.state = rest, None, "called"
        self.calls += 1


class _Arguments:
    """Finds the end of a JSON object that comes in pieces."""

    def __init__(self) -> None:
        self.depth, self.quoted, self.escaped, self.over = 0, False, False, False

    def take(self, text: str) -> str:
        """Return the part of the text that belongs to the object."""
        if self.over:
            return ""
        for at, char in enumerate(text):
            if self.quoted:
                if self.escaped:
                    self.escaped = False
                elif char == "\\":
                    self.escaped = True
                elif char == '"':
                    self.quoted = False
            elif char == '"':
                self.quoted = True
            elif char in "{[":
                self.depth += 1
            elif char in "}]":
                self.depth -= 1
                if not self.depth:
                    self.over = True
                    return text[: at + 1]
        return text


def _overlap(text: str, tags: Iterable[str]) -> int:
    """Return the length of the longest end of `text` with which one of the tags could begin."""
    best = 0
    for tag in tags:
        for size in range(min(len(tag) - 1, len(text)), best, -1):
            if text.endswith(tag[:size]):
                best = size
                break
    return best
