"""From a pasted command to its words, as the shell would make them, or was meant to.

POSIX shells, Windows cmd (`^` at the end of a line, only double quotes) and PowerShell (a backtick). Quoting is read
as it was meant: typographic quotes quote, a line that goes on without a mark goes on; each such place is a slip.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from answerback.pasted.slips import Slip, at

OPENING, CLOSING = "“”„‟″＂‘’‚‛′＇", {"“": "”“", "”": "”", "„": "”“", "‘": "’‘", "’": "’"}
"""Typographic quotation marks as word processors, chats and input methods write them."""
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
BLANKS = " \t\u00a0\u3000\u2002\u2003\u2009"
DASHES = {"—": "--", "–": "-", "―": "--", "－": "-", "−": "-"}
_PROMPT = re.compile(r"\s*(?:\$ |> |# |% |PS [^>\n]*> ?|[A-Za-z]:\\[^>\n]*> ?)(?=\s*curl)", re.IGNORECASE)
_FENCE = re.compile(r"\A\s*```[a-z]*[ \t]*\n(.*?)\n?[ \t]*```\s*\Z", re.DOTALL)
_NAME = re.compile(r"\$(?:env:(\w+)|\{(\w+)\}|([A-Za-z_]\w*))")
_PERCENT = re.compile(r"%([A-Za-z_]\w*)%")
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w+)\1[^\n]*\n(.*?)(?:\n\s*\2\s*(?:\n|\Z)|\Z)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "e": "\x1b"}


class Shell(StrEnum):
    """Whose quoting a command has."""

    POSIX = "posix"
    CMD = "cmd"
    POWERSHELL = "powershell"


class Word(msgspec.Struct):
    """One word, what quoted it first, and which variables stood in it."""

    text: str = ""
    at: int = 0
    quote: str = ""
    filled: list[str] = []
    """Variables that were put in."""
    unset: list[str] = []
    """Variables that have no value here, so that the shell puts nothing in their place."""
    literal: list[str] = []
    """Variables in single quotes, which are sent as they stand."""


class Line(msgspec.Struct, frozen=True):
    """A command line: its words and what was wrong with them."""

    words: tuple[Word, ...]
    shell: Shell
    slips: tuple[Slip, ...]
    text: str
    """The command as it was read, without prompt and fences."""
    rest: str = ""
    """What follows it: `| jq`, `> file`."""
    stdin: str | None = None
    """What a here-document hands to it."""


def read(pasted: str, environ: Mapping[str, str]) -> Line:
    """Return the words of a pasted command; `environ` fills its variables. Never raises."""
    text = pasted.replace("\r\n", "\n").replace("\r", "\n")
    if fenced := _FENCE.match(text):
        text = fenced[1]
    slips = []
    bare = "".join(c for c in text if c not in INVISIBLE)
    if bare.lstrip("\ufeff") != text.lstrip("\ufeff"):
        slips.append(Slip("invisible", {"n": len(text) - len(bare)}))
    text = _PROMPT.sub("", bare, count=1).strip("\n ")
    stdin = None
    if heredoc := _HEREDOC.search(text):
        stdin = heredoc[3] + "\n"
        text = text[: heredoc.start()] + text[heredoc.end() :]
    reader = _Reader(text, _shell(text), environ)
    reader.slips += slips
    reader.run()
    return Line(tuple(reader.words), reader.shell, tuple(reader.slips), text, text[reader.end :].strip(), stdin)


def _shell(text: str) -> Shell:
    if re.search(r"\^[ \t]*$", text, re.MULTILINE) or re.search(r'\^"|(?<!\$)%[A-Za-z_]\w*%', text):
        return Shell.CMD
    if re.search(r"`[ \t]*$", text, re.MULTILINE) or "$env:" in text or "--%" in text:
        return Shell.POWERSHELL
    if re.match(r"\s*curl\.exe\b", text) and "'" not in text:
        return Shell.CMD
    return Shell.POSIX


class _Reader:
    """The text while it is being read."""

    def __init__(self, text: str, shell: Shell, environ: Mapping[str, str]) -> None:
        self.text, self.shell, self.environ = text, shell, environ
        self.words: list[Word] = []
        self.slips: list[Slip] = []
        self.place = 0
        self.end = len(text)
        self.word: Word | None = None
        self.escape = {Shell.POSIX: "\\", Shell.CMD: "^", Shell.POWERSHELL: "`"}[shell]

    def run(self) -> None:
        while self.place < len(self.text):
            char = self.text[self.place]
            if char == "\n":
                if not self._goes_on():
                    self.end = self.place
                    break
            elif char in BLANKS:
                if char not in " \t":
                    self._slip("wide-blank", self.place)
                self._finish()
                self.place += 1
            elif char in "|;&<>" and self._ends(char):
                self.end = self.place
                break
            elif char == self.escape:
                self._escaped()
            elif char in "\"'" or char in OPENING:
                self._quoted(char)
            elif char == "$" and self.text.startswith("$'", self.place) and self.shell is Shell.POSIX:
                self.place += 1
                self._ansi()
            else:
                self._plain(char)
        self._finish()

    def _ends(self, char: str) -> bool:
        """Whether an operator ends the command; inside a URL without quotes `&` was meant to belong to it."""
        if char == "&" and self.word is not None and "://" in self.word.text:
            self._slip("bare-ampersand", self.place)
            return False
        return True

    def _slip(self, kind: str, place: int, **facts: object) -> None:
        if not any(s.kind == kind and kind not in ("missing-backslash",) for s in self.slips):
            self.slips.append(at(kind, self.text, place, **facts))

    def _open(self) -> Word:
        if self.word is None:
            self.word = Word(at=self.place, filled=[], unset=[], literal=[])
        return self.word

    def _finish(self) -> None:
        if self.word is not None:
            self.words.append(self.word)
            self.word = None

    def _goes_on(self) -> bool:
        """Whether the command goes on after a line's end that nothing escapes."""
        self._finish()
        following = self.text[self.place + 1 :].lstrip()
        if not following:
            self.place = len(self.text)
            return True
        line = self.text[self.text.rfind("\n", 0, self.place) + 1 : self.place].rstrip()
        if not self.words or re.match(r"[-—–'\"“‘{]|https?://", following):
            if self.words:
                other = next((mark for mark in "\\^`" if line.endswith(mark)), "")
                self._slip("missing-backslash", self.place, mark=self.escape, other=other)
            self.place += 1
            return True
        return False

    def _escaped(self) -> None:
        following = self.text[self.place + 1 : self.place + 2]
        tail = re.match(r"[ \t]+(?=\n)", self.text[self.place + 1 :])
        if tail and self.text[self.place + 1 + tail.end() :].strip():
            self._slip("blank-after-backslash", self.place, mark=self.escape)
            self._finish()
            self.place += 1 + tail.end() + 1
        elif following in ("\n", ""):
            if self.word is None or self.shell is not Shell.CMD:
                self._finish()
            self.place += 2
        elif self.shell is Shell.CMD and following == '"':
            self.place += 1
            self._quoted('"', caret=True)
        else:
            self._open().text += following
            self.place += 2

    def _plain(self, char: str) -> None:
        word = self._open()
        if char in DASHES and not word.text:
            self._slip("dash", self.place, dash=char)
            word.text += DASHES[char]
            self.place += 1
            return
        if char == "：" and word.text.lower() in ("http", "https"):
            self._slip("wide-punctuation", self.place, char=char)
            char = ":"
        if char in "$%" and (found := self._variable(word)):
            self.place += found
            return
        word.text += char
        self.place += 1

    def _variable(self, word: Word) -> int:
        """Put a variable in where one stands; returns how many characters it took."""
        pattern = _PERCENT if self.shell is Shell.CMD else _NAME
        found = pattern.match(self.text, self.place)
        if found is None:
            return 0
        name = next(group for group in found.groups() if group)
        value = self.environ.get(name)
        (word.unset if value is None else word.filled).append(name)
        word.text += found[0] if value is None else value
        return len(found[0])

    def _quoted(self, char: str, *, caret: bool = False) -> None:
        word, begin = self._open(), self.place
        smart = char in OPENING
        straight = '"' if char in "“”„‟″＂" else "'" if smart else char
        if smart:
            self._slip("smart-quotes", begin, quote=char)
        if self.shell is Shell.CMD and straight == "'" and not smart:
            self._slip("single-quotes-cmd", begin)
        word.quote = word.quote or straight
        closers = CLOSING.get(char, char) + (straight if smart else "")
        self.place += 1
        while self.place < len(self.text):
            here = self.text[self.place]
            if caret and here == "^":
                self.place += 1
                if self.text[self.place : self.place + 1] == '"':
                    self.place += 1
                    return
                continue
            if here in closers and (not smart or self._closes()):
                self.place += 1
                return
            if not smart and straight == "'" and here in "’" and self._closes() and "'" not in self._left():
                self._slip("smart-quotes", self.place, quote=here)
                self.place += 1
                return
            self._inside(word, here, straight)
        self._slip("open-quote", begin, quote=char)

    def _left(self) -> str:
        return self.text[self.place :]

    def _closes(self) -> bool:
        """Whether a typographic mark here ends a word, and does not stand in the middle of one."""
        following = self.text[self.place + 1 : self.place + 2]
        return following in ("", "\n", self.escape) or following in BLANKS

    def _inside(self, word: Word, char: str, straight: str) -> None:
        following = self.text[self.place + 1 : self.place + 2]
        double = straight == '"'
        slashed = '"\\' if self.shell is Shell.POSIX else '"' if self.shell is Shell.CMD else ""
        if char == "\\" and double and following and following in slashed:
            word.text += following
            self.place += 2
        elif (
            double and char == self.escape and self.shell is not Shell.CMD and following in ("$", "`", "\n", '"', "\\")
        ):
            word.text += "" if following == "\n" else following
            self.place += 2
        elif self.shell is Shell.POWERSHELL and char == "\\" and following == '"':  # what reaches curl.exe is one quote
            word.text += '"'
            self.place += 2
            if double and self.text[self.place : self.place + 1] == '"':  # `\""`: how PowerShell 5 is written
                self.place += 1
        elif double and char in "$%" and (taken := self._variable(word)):
            self.place += taken
        else:
            if not double and (found := _NAME.match(self.text, self.place)):
                word.literal.append(next(group for group in found.groups() if group))
            word.text += char
            self.place += 1

    def _ansi(self) -> None:
        """Read `$'…'`, as browsers copy commands."""
        word = self._open()
        word.quote = word.quote or "'"
        self.place += 1
        while self.place < len(self.text) and self.text[self.place] != "'":
            found = re.match(r"\\(?:u([0-9a-fA-F]{1,4})|x([0-9a-fA-F]{1,2})|(.))", self.text[self.place :], re.DOTALL)
            if found is None:
                word.text += self.text[self.place]
                self.place += 1
                continue
            code = found[1] or found[2]
            word.text += chr(int(code, 16)) if code else _ESCAPES.get(found[3], found[3])
            self.place += found.end()
        self.place += 1
