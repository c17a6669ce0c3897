"""Lines of a log file in any encoding, as a stream."""

from __future__ import annotations

import gzip
import io
import tracemalloc

import pytest

from answerback.host import logfile

TEXT = "启动服务 vLLM\nERROR 端口被占用\n\nlast line without end"
LINES = TEXT.split("\n")


def lines(data: bytes) -> list[str]:
    return list(logfile.lines(io.BytesIO(data)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends(encoding, end):
    assert lines(TEXT.replace("\n", end).encode(encoding)) == LINES


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_letters_without_a_mark(encoding):
    assert lines("ERROR: a plain line\nanother one".encode(encoding)) == ["ERROR: a plain line", "another one"]


def test_one_strange_line_does_not_spoil_the_others():
    mixed = "好\n".encode() + "端口\n".encode("gbk") + b"\xff\xfe\xfd broken\n" + "好\n".encode()
    got = lines(mixed)
    assert got[0] == got[3] == "好"
    assert got[1] == "端口"
    assert "broken" in got[2]


def test_progress_bars_are_lines():
    assert lines(b"a\r 10%|#\r 20%|##\ndone\n") == ["a", " 10%|#", " 20%|##", "done"]


def test_gzip_and_a_gzip_file_that_is_cut():
    packed = gzip.compress(("line of a log, of some length\n" * 50_000).encode())
    assert len(lines(packed)) == 50_000
    assert 0 < len(lines(packed[: len(packed) // 2])) <= 50_000


@pytest.mark.parametrize("data", [b"", b"\n", b"\x00" * 100, bytes(range(256)) * 50, b"\x1f\x8b", b"\xff\xfe"])
def test_anything_can_be_read(data):
    assert all(isinstance(line, str) for line in lines(data))


class Slowly(io.RawIOBase):
    """A pipe that gives a few bytes at a time, in the middle of characters and line ends."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int = -1) -> bytes:
        out, self.data = self.data[:3], self.data[3:]
        return out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_pipe_may_break_anywhere(encoding):
    data = TEXT.replace("\n", "\r\n").encode(encoding) + b" " * 8192  # past the first look
    got = list(logfile.lines(Slowly(data)))
    assert [line.rstrip() for line in got][: len(LINES) - 1] == LINES[:-1]


def test_memory_is_bounded():
    class Long(io.RawIOBase):
        left = 60_000_000

        def read(self, size: int = -1) -> bytes:
            size = min(size, self.left)
            self.left -= size
            return b"x" * size

    tracemalloc.start()
    got = [len(line) for line in logfile.lines(Long())]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert got == [logfile.LONGEST] or got[0] <= logfile.LONGEST + logfile.PIECE
    assert peak < 16_000_000
