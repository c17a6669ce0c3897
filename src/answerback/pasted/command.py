"""From the words of a curl command to the request that curl would send.

The options are those of curl's manual (https://curl.se/docs/manpage.html) that people write before an API; others are
named as not understood, and what they would do is left out.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from urllib.parse import quote_plus

import msgspec

from answerback.pasted import shell
from answerback.pasted.shell import Line, Word
from answerback.pasted.slips import Slip

SWITCHES = {
    "k": "insecure", "N": "no-buffer", "s": "silent", "S": "show-error", "i": "include", "L": "location",
    "v": "verbose", "f": "fail", "G": "get", "I": "head", "4": "ipv4", "6": "ipv6", "g": "globoff",
    "#": "progress-bar", "q": "disable", "0": "http1.0", "O": "remote-name", "J": "remote-header-name",
    "j": "junk-session-cookies", "n": "netrc",
}  # fmt: skip
WITH_VALUE = {
    "d": "data", "H": "header", "X": "request", "u": "user", "x": "proxy", "m": "max-time", "o": "output",
    "A": "user-agent", "b": "cookie", "e": "referer", "F": "form", "w": "write-out", "T": "upload-file",
    "c": "cookie-jar", "E": "cert", "D": "dump-header", "y": "speed-time", "Y": "speed-limit", "K": "config",
    "r": "range", "U": "proxy-user",
}  # fmt: skip
LONG_WITH_VALUE = frozenset(WITH_VALUE.values()) | {
    "data-raw", "data-binary", "data-ascii", "data-urlencode", "json", "url", "connect-timeout", "retry",
    "retry-delay", "noproxy", "cacert", "resolve", "interface", "oauth2-bearer", "max-redirs", "keepalive-time",
    "limit-rate", "key", "form-string", "unix-socket", "connect-to", "retry-max-time", "url-query", "proxy-header",
    "stderr", "capath",
}  # fmt: skip
LONG_SWITCHES = frozenset(SWITCHES.values()) | {
    "compressed", "http1.1", "http2", "http2-prior-knowledge", "http3", "fail-with-body", "location-trusted",
    "no-keepalive", "tcp-nodelay", "tlsv1.2", "tlsv1.3", "retry-all-errors", "retry-connrefused", "raw", "basic",
    "path-as-is", "no-progress-meter", "ssl-no-revoke", "no-clobber", "styled-output", "tr-encoding",
    "proxy-insecure", "parallel", "trace-time", "netrc-optional",
}  # fmt: skip
_DATA = ("data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json")
Read = Callable[[str], str]
"""Returns a file's text; raises OSError."""


class Part(msgspec.Struct, frozen=True):
    """One `-d` and its like: which option, what was written, what it became, and the word that it stood in."""

    option: str
    written: str
    value: str
    word: Word

    @property
    def file(self) -> str:
        """The file that it names, or an empty text."""
        named = self.written.startswith("@") and self.option != "data-raw"
        return self.written[1:] if named else ""


class Pasted(msgspec.Struct):
    """A request as curl would send it, and everything that is known of how it was written."""

    line: Line
    url: str = ""
    method: str = ""
    """As given with -X; empty: what curl chooses."""
    headers: list[tuple[str, str]] = []
    parts: list[Part] = []
    flags: dict[str, str] = {}
    """Other options by their long name; switches have an empty value."""
    header_words: list[Word] = []
    url_word: Word | None = None
    extra: list[str] = []
    """Words that belong to nothing."""
    slips: list[Slip] = []

    @property
    def body(self) -> str:
        """What is sent: the parts, joined as curl joins them."""
        plain = all(part.option == "json" for part in self.parts)
        return ("" if plain else "&").join(part.value for part in self.parts)

    @property
    def has_body(self) -> bool:
        """Whether curl sends a body."""
        return bool(self.parts) and "get" not in self.flags

    @property
    def verb(self) -> str:
        """The method on the wire."""
        usual = "HEAD" if "head" in self.flags else "POST" if self.has_body or "form" in self.flags else "GET"
        return self.method or usual

    def header(self, name: str) -> str | None:
        """Return a header's value as it goes out, those that curl adds included; None where there is none."""
        given = [value for key, value in self.headers if key.lower() == name.lower()]
        if given:
            return given[-1]
        if name.lower() == "content-type" and self.has_body:
            return "application/json" if self.json else "application/x-www-form-urlencoded"
        if name.lower() == "authorization" and "user" in self.flags:
            return "Basic " + base64.b64encode(self.flags["user"].encode()).decode()
        if name.lower() == "authorization" and "oauth2-bearer" in self.flags:
            return f"Bearer {self.flags['oauth2-bearer']}"
        return None

    @property
    def json(self) -> bool:
        """Whether `--json` was used, which names the type as well."""
        return any(part.option == "json" for part in self.parts)

    @property
    def sent(self) -> list[tuple[str, str]]:
        """The header lines that go out because of the command; what any curl sends is not among them."""
        lines = [(name, value) for name, value in self.headers if value]
        for name in ("Authorization", "Content-Type"):
            value = self.header(name)
            if value is not None and not any(key.lower() == name.lower() for key, _ in self.headers):
                lines.append((name, value))
        for flag, name in (("user-agent", "User-Agent"), ("cookie", "Cookie"), ("referer", "Referer")):
            if flag in self.flags:
                lines.append((name, self.flags[flag]))
        if self.json and not any(key.lower() == "accept" for key, _ in self.headers):
            lines.append(("Accept", "application/json"))
        return lines

    def number(self, flag: str) -> float | None:
        """Return a figure that an option gives, or None."""
        try:
            return float(self.flags[flag]) if flag in self.flags else None
        except ValueError:
            return None


def parse(pasted: str, environ: Mapping[str, str], file: Read) -> Pasted:
    """Return the request in a pasted command. Never raises: what cannot be read is a slip."""
    line = shell.read(pasted, environ)
    return of_words(list(line.words), line, file)


def of_words(words: list[Word], line: Line, file: Read) -> Pasted:
    """Return the request in words that a shell has already made."""
    found = Pasted(line, headers=[], parts=[], flags={}, header_words=[], extra=[], slips=list(line.slips))
    if words and words[0].text.rpartition("/")[2].rpartition("\\")[2].lower() in ("curl", "curl.exe"):
        words = words[1:]
    elif words:
        found.slips.append(Slip("no-curl", {"word": words[0].text[:40]}))
    _Options(found, words, file).run()
    return found


class _Options:
    """The words while they are being understood."""

    def __init__(self, found: Pasted, words: list[Word], file: Read) -> None:
        self.found, self.left, self.file = found, words, file

    def run(self) -> None:
        while self.left:
            word = self.left.pop(0)
            text = word.text
            if text.startswith("--") and len(text) > 2:
                self._long(word)
            elif text.startswith("-") and len(text) > 1 and not word.quote:
                self._short(word)
            elif self.found.url_word is None and text:
                self.found.url, self.found.url_word = text, word
            elif text:
                self.found.extra.append(text)

    def _long(self, word: Word) -> None:
        name, equals, value = word.text[2:].partition("=")
        if equals and name in LONG_WITH_VALUE:  # curl itself does not take this form
            self.found.slips.append(Slip("equals", {"option": f"--{name}"}))
            self._take(name, Word(value, word.at, word.quote, word.filled, word.unset, word.literal))
        elif name in LONG_WITH_VALUE:
            self._value(name, f"--{name}")
        elif name in LONG_SWITCHES:
            self.found.flags[name] = ""
        else:
            self._unknown(f"--{name}")

    def _short(self, word: Word) -> None:
        rest = word.text[1:]
        while rest:
            letter, rest = rest[0], rest[1:]
            if letter in SWITCHES:
                self.found.flags[SWITCHES[letter]] = ""
            elif letter in WITH_VALUE:
                if rest:
                    part = Word(rest, word.at, word.quote, word.filled, word.unset, word.literal)
                    self._take(WITH_VALUE[letter], part)
                else:
                    self._value(WITH_VALUE[letter], f"-{letter}")
                return
            else:
                self._unknown(f"-{letter}")

    def _unknown(self, option: str) -> None:
        from difflib import get_close_matches

        known = sorted(LONG_SWITCHES | LONG_WITH_VALUE)
        near = get_close_matches(option[2:], known, 1, 0.75) if option.startswith("--") else []
        if near:
            self.found.slips.append(Slip("misspelt-option", {"option": option, "near": f"--{near[0]}"}))
            if near[0] in LONG_WITH_VALUE:
                self._value(near[0], option)
            else:
                self.found.flags[near[0]] = ""
        else:
            self.found.slips.append(Slip("unknown-option", {"option": option}))

    def _value(self, name: str, option: str) -> None:
        if not self.left:
            self.found.slips.append(Slip("no-value", {"option": option}))
            return
        self._take(name, self.left.pop(0))

    def _take(self, name: str, word: Word) -> None:
        found = self.found
        if name in _DATA:
            self._data(name, word)
        elif name == "header":
            self._header(word)
        elif name == "url":
            if found.url_word is None:
                found.url, found.url_word = word.text, word
            else:
                found.extra.append(word.text)
        elif name == "request":
            found.method = word.text.upper()
        else:
            found.flags[name] = word.text

    def _header(self, word: Word) -> None:
        text = word.text
        if "：" in text and ":" not in text:
            self.found.slips.append(Slip("wide-header", {"header": text.partition("：")[0]}))
            text = text.replace("：", ":", 1)
        name, colon, value = text.partition(":")
        if not colon:
            self.found.slips.append(Slip("bad-header", {"header": name[:40]}))
            return
        self.found.headers.append((name.strip(), value.strip()))
        self.found.header_words.append(word)

    def _data(self, name: str, word: Word) -> None:
        value = word.text
        if value.startswith("{") and word.quote != "'":
            value = self._glued(value)
        if value.startswith("@") and name not in ("data-raw", "data-urlencode"):
            value = self._file(name, value[1:])
        elif name == "data-urlencode":
            key, equals, rest = value.partition("=")
            value = f"{key}={quote_plus(rest)}" if equals and key else quote_plus(rest if equals else value)
        self.found.parts.append(Part(name, word.text, value, word))

    def _glued(self, value: str) -> str:
        """Return JSON that fell apart at its blanks, because something took away the quotes inside, in one piece."""
        while self.left and value.count("{") > value.count("}") and not self.left[0].text.startswith(("-", "http")):
            value += f" {self.left.pop(0).text}"
        return value

    def _file(self, name: str, path: str) -> str:
        if path == "-" and self.found.line.stdin is not None:
            text = self.found.line.stdin
        else:
            try:
                text = self.file(path)
            except OSError as error:
                self.found.slips.append(Slip("no-file", {"path": path, "why": error.strerror or str(error)}))
                return ""
        # as curl does: -d drops line breaks, --data-binary and --json keep them
        return text.replace("\r", "").replace("\n", "") if name in ("data", "data-ascii") else text
