"""Lines of styled text, wrapped to a width that counts East Asian characters as two columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec


class Style(StrEnum):
    """How a span looks on a terminal with colours; the value is its SGR parameters (ECMA-48)."""

    PLAIN = ""
    STRONG = "1"
    DIM = "2"
    GOOD = "32"
    BAD = "31"
    UNSURE = "33"
    CODE = "36"
    GOOD_STRONG = "1;32"
    BAD_STRONG = "1;31"
    UNSURE_STRONG = "1;33"


class Span(msgspec.Struct, frozen=True):
    """A piece of text in one style."""

    text: str
    style: Style = Style.PLAIN


class Line(msgspec.Struct, frozen=True):
    """One line; continuation lines are indented by `hang` columns. `whole`: never wrapped (to be pasted)."""

    spans: tuple[Span, ...] = ()
    hang: int = 0
    whole: bool = False

    @property
    def text(self) -> str:
        """The line without styles."""
        return "".join(span.text for span in self.spans)


def width_of(text: str) -> int:
    """Return the columns that a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # a megabyte of tables that plain English does without

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, width: int) -> str:
    """Return the text with blanks up to a width in columns."""
    return text + " " * max(0, width - width_of(text))


_NO_START = frozenset("，。、：；！？）】》”’…%,.:;!?)]}")
"""Characters that must not begin a line."""
_NO_END = frozenset("（【《“‘([{")


def heading(title: str) -> Iterator[Line]:
    """Yield an empty line and a title."""
    yield Line()
    yield Line((Span(title, Style.STRONG),))


def _words(text: str) -> list[str]:
    """Split where a line may break: after blanks, and between East Asian characters."""
    out: list[str] = []
    word = ""
    for char in text:
        wide = width_of(char) == 2
        before = word[-1:]
        before_wide = width_of(before) == 2
        breakable = bool(word) and (
            (before == " " and char != " ") or ((wide or before_wide) and char != " " and before != " ")
        )
        if breakable and char not in _NO_START and before not in _NO_END:
            out.append(word)
            word = ""
        word += char
    return [*out, word] if word else out


def wrap(line: Line, width: int) -> list[Line]:
    """Return a line as several that fit a width; a word that is too long for a line is cut."""
    if line.whole or width_of(line.text) <= width:
        return [line]
    room = max(width, line.hang + 12)
    done: list[Line] = []
    spans: list[Span] = []
    used = 0
    for span in line.spans:
        for word in _words(span.text):
            while True:
                bare = width_of(word.rstrip())
                if used + bare <= room:
                    break
                start = line.hang if done else 0
                if used > start:  # something stands on the line: go on with the next
                    done.append(Line(tuple(_trimmed(spans))))
                    spans, used = [Span(" " * line.hang)], line.hang
                    word = word.lstrip()
                    continue
                head, word = _cut(word, room - used)
                done.append(Line((*spans, Span(head, span.style))))
                spans, used = [Span(" " * line.hang)], line.hang
            spans.append(Span(word, span.style))
            used += width_of(word)
    if spans:
        done.append(Line(tuple(_trimmed(spans))))
    return done


def _trimmed(spans: list[Span]) -> list[Span]:
    if not spans:
        return spans
    last = spans[-1]
    return [*spans[:-1], Span(last.text.rstrip(), last.style)]


def _cut(word: str, room: int) -> tuple[str, str]:
    used = 0
    for position, char in enumerate(word):
        used += width_of(char)
        if used > room and position:
            return word[:position], word[position:]
    return word, ""


def plain(lines: Iterable[Line]) -> str:
    """Return lines as text without colours or wrapping, for pipes and logs."""
    return "\n".join(line.text.rstrip() for line in lines) + "\n"


def ansi(lines: Iterable[Line], width: int, *, color: bool) -> str:
    """Return lines for a terminal of that width."""
    out = []
    for line in lines:
        for part in wrap(line, width):
            out.append("".join(_paint(span) if color else span.text for span in part.spans).rstrip())
    return "\n".join(out) + "\n"


def _paint(span: Span) -> str:
    return f"\x1b[{span.style}m{span.text}\x1b[0m" if span.style and span.text.strip() else span.text
