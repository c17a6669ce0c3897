"""JSON as people write it: read as it was meant, and every place noted that is no JSON.

Python's dictionaries, typographic and full-width punctuation, commas too many, keys without quotes. Where even that
gives no sense, the place of the first error remains.
"""

from __future__ import annotations

import json
import re
from typing import Any

from answerback.pasted.slips import Slip, at

_WORDS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None, "undefined": None}
_WORD = re.compile(r"[A-Za-z_$][\w.$/-]*")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "‘": "’", "’": "’", "„": "”", "＂": "＂", "`": "`"}
_WIDE = {"，": ",", "：": ":", "｛": "{", "｝": "}", "［": "[", "］": "]", "、": ",", "；": ",", "【": "[", "】": "]"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_SPACE = " \t\r\n\u00a0\u3000"
DEEPEST = 60


class Nonsense(Exception):
    """The text makes no sense at a place."""

    def __init__(self, place: int) -> None:
        self.place = place
        super().__init__(str(place))


def read(text: str) -> tuple[Any, tuple[Slip, ...], bool]:
    """Return the value that was meant, what is wrong with how it is written, and whether it could be read at all."""
    try:
        return json.loads(text), (), True
    except (ValueError, RecursionError) as strict:
        error = strict
    place = error.pos if isinstance(error, json.JSONDecodeError) else 0
    said = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
    loose = _Loose(text)
    try:
        value = loose.whole()
    except (Nonsense, RecursionError) as nonsense:
        known = [slip for slip in loose.slips if slip.kind != "bare-key"]
        where = nonsense.place if isinstance(nonsense, Nonsense) else place
        return None, (*known, at("invalid-json", text, max(place, where) if known else place, said=said)), False
    return value, tuple(loose.slips) or (at("invalid-json", text, place, said=said),), True


class _Loose:
    """The text while it is being read."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.depth = text, 0, 0
        self.slips: list[Slip] = []

    def note(self, kind: str, place: int, **facts: Any) -> None:
        """Note a slip, the first of its kind alone."""
        if not any(slip.kind == kind for slip in self.slips):
            self.slips.append(at(kind, self.text, place, **facts))

    def peek(self) -> str:
        """Return the next character that is no blank, as JSON would write it."""
        while self.place < len(self.text):
            char = self.text[self.place]
            if char in _SPACE:
                self.place += 1
            elif char == "#" or self.text.startswith("//", self.place):
                self.note("json-comment", self.place)
                end = self.text.find("\n", self.place)
                self.place = len(self.text) if end < 0 else end
            elif char in _WIDE:
                self.note("json-wide", self.place, char=char, plain=_WIDE[char])
                return _WIDE[char]
            else:
                return char
        return ""

    def whole(self) -> Any:
        value = self.value()
        if self.peek() in (",", ";"):
            self.note("trailing-comma", self.place)
            self.place += 1
        if self.peek():
            raise Nonsense(self.place)
        return value

    def value(self) -> Any:
        char = self.peek()
        self.depth += 1
        try:
            if self.depth > DEEPEST or not char:
                raise Nonsense(self.place)
            if char == "{":
                return self.object()
            if char in "[(":
                return self.array("]" if char == "[" else ")")
            if char in _QUOTES:
                return self.string()
            return self.word()
        finally:
            self.depth -= 1

    def object(self) -> dict[str, Any]:
        self.place += 1
        made: dict[str, Any] = {}
        while self.peek() != "}":
            if not self.peek():
                raise Nonsense(self.place)
            key = self.string() if self.peek() in _QUOTES else self.bare_key()
            if self.peek() != ":":
                raise Nonsense(self.place)
            self.place += 1
            made[key] = self.value()
            self.comma("}")
        self.place += 1
        return made

    def array(self, end: str) -> list[Any]:
        self.place += 1
        made = []
        while self.peek() != end:
            made.append(self.value())
            self.comma(end)
        self.place += 1
        return made

    def comma(self, end: str) -> None:
        """Step over a comma; note one too many or one that is missing."""
        place = self.place
        if self.peek() == ",":
            place = self.place
            self.place += 1
            if self.peek() == end:
                self.note("trailing-comma", place)
        elif self.peek() not in (end, ""):
            self.note("missing-comma", place)

    def bare_key(self) -> str:
        found = _WORD.match(self.text, self.place)
        if found is None:
            raise Nonsense(self.place)
        self.note("bare-key", self.place, key=found[0])
        self.place = found.end()
        return found[0]

    def word(self) -> Any:
        if found := _NUMBER.match(self.text, self.place):
            self.place = found.end()
            return float(found[0]) if re.search(r"[.eE]", found[0]) else int(found[0])
        found = _WORD.match(self.text, self.place)
        if any(slip.kind == "bare-key" for slip in self.slips) and (found is None or found[0] not in _WORDS):
            return self.bare_text()
        if found is None or found[0] not in _WORDS:
            raise Nonsense(self.place)
        if found[0] in ("True", "False", "None"):
            plain = {"True": "true", "False": "false", "None": "null"}[found[0]]
            self.note("python-word", self.place, word=found[0], plain=plain)
        self.place = found.end()
        return _WORDS[found[0]]

    def bare_text(self) -> str:
        """Return a text that lost its quotes, as its key did: up to what may follow it."""
        found = re.match(r"[^,{}\[\]\n]+", self.text[self.place :])
        if found is None:
            raise Nonsense(self.place)
        self.place += found.end()
        return found[0].strip()

    def string(self) -> str:
        opening = self.text[self.place]
        closing = _QUOTES[opening]
        if opening in "'`":
            self.note("json-single-quotes", self.place)
        elif opening != '"':
            self.note("json-smart-quotes", self.place, quote=opening)
        self.place += 1
        out: list[str] = []
        while self.place < len(self.text):
            char = self.text[self.place]
            if char == closing or (opening not in "\"'`" and char == '"'):
                self.place += 1
                return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            if char == "\\":
                out.append(self.escape())
                continue
            if char in "\n\t":
                self.note("raw-newline", self.place)
            out.append(char)
            self.place += 1
        raise Nonsense(self.place)

    def escape(self) -> str:
        if unit := re.match(r"\\u([0-9a-fA-F]{4})", self.text[self.place : self.place + 6]):
            self.place += 6
            return chr(int(unit[1], 16))
        char = self.text[self.place + 1 : self.place + 2]
        if char not in _ESCAPES and char not in '"\\/':
            self.note("bad-escape", self.place, escape=f"\\{char}")
        self.place += 2
        return _ESCAPES.get(char, char)
