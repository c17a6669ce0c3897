"""A log file's lines, whatever its encoding and however long it is: read as a stream, in bounded memory."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

PIECE = 1 << 18
"""Bytes that are read at once."""
LONGEST = 1 << 20
"""Characters of a line that are kept; the rest of a longer one is dropped."""
LOOK = 4096
"""Bytes from which the encoding is told."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GZIP = b"\x1f\x8b"


def lines(file: BinaryIO) -> Iterator[str]:
    """Yield the lines of a log without their ends; carriage returns of progress bars end lines as well.

    UTF-8 with single lines in GB18030 (a Chinese Windows), UTF-16 (PowerShell's `>`) and gzip are understood.
    """
    head = _exactly(file, LOOK)
    if head.startswith(_GZIP):
        unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=cast(Any, _Joined(head, file))))
        yield from _lines(_exactly(unpacked, LOOK), unpacked)
    else:
        yield from _lines(head, file)


def _lines(head: bytes, file: BinaryIO) -> Iterator[str]:
    wide, skip = encoding(head)
    decoder = codecs.getincrementaldecoder(wide)("replace") if wide else None
    rest: str | bytes = "" if decoder else b""
    piece = head[skip:]
    while piece:
        text: str | bytes = decoder.decode(piece) if decoder else piece
        *done, rest = _split(rest + text)  # type: ignore[operator]
        yield from (_decoded(line) for line in done)
        rest = rest[:LONGEST]
        piece = _read(file, PIECE)
    if rest:
        yield _decoded(rest)


def _split(text: str | bytes) -> list[str] | list[bytes]:
    if isinstance(text, str):
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if text.endswith(b"\r"):  # half of a line's end, or a progress bar's
        head = text[:-1].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        return [*head[:-1], head[-1] + b"\r"]
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def _decoded(line: str | bytes) -> str:
    if isinstance(line, str):
        return line.rstrip("\r")
    line = line.rstrip(b"\r")
    try:
        return line.decode()
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("gb18030")
    except UnicodeDecodeError:
        return line.decode("utf-8", "replace")


def encoding(head: bytes) -> tuple[str, int]:
    """Return the wide encoding of a file's first bytes (empty: bytes for characters) and the bytes to skip."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return ("" if name == "utf-8" else name), len(bom)
    if len(head) >= 16:
        even, odd = head[::2].count(0), head[1::2].count(0)
        if odd > len(head) // 4 > even:  # ASCII in UTF-16 without a mark
            return "utf-16-le", 0
        if even > len(head) // 4 > odd:
            return "utf-16-be", 0
    return "", 0


def _exactly(file: BinaryIO, size: int) -> bytes:
    """Read up to `size` bytes from a file or a pipe that gives less at a time."""
    out = b""
    while len(out) < size and (piece := _read(file, size - len(out))):
        out += piece
    return out


def _read(file: BinaryIO, size: int) -> bytes:
    """Read some bytes; what is no longer whole (a gzip file cut in the middle) ends there."""
    try:
        piece: bytes = file.read1(size) if hasattr(file, "read1") else file.read(size)
    except (EOFError, gzip.BadGzipFile):
        return b""
    return piece


class _Joined:
    """A file of which the beginning was read already."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self.head, self.file = head, file

    def read(self, size: int = -1) -> bytes:
        if not self.head:
            return self.file.read(size)
        out, self.head = (self.head, b"") if size < 0 else (self.head[:size], self.head[size:])
        return out
