"""Follows a log file while it grows: new lines, the stage that they tell, and the last of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from answerback.logs.reader import Reader
from answerback.logs.shape import Stage

TAIL = 12
"""So many last lines are remembered."""
AT_ONCE = 1 << 20
LONGEST = 1 << 16


class Follower:
    """Reads what was added to a file since it was last looked at. A progress bar's carriage return ends a line too."""

    def __init__(self, path: Path, server: str = "") -> None:
        self.path = path
        self.reader = Reader(server or None)
        self.tail: deque[str] = deque(maxlen=TAIL)
        self._position = 0
        self._rest = b""

    def look(self) -> Stage | None:
        """Take in new lines; return the last stage that they tell, if any does."""
        told = None
        for line in self._lines():
            told = self.reader.feed(line) or told
            if line.strip():
                self.tail.append(line.strip())
        return told

    def close(self) -> None:
        """Take in what is left, a last line without its end included."""
        self.look()
        if self._rest:
            line, self._rest = self._rest.decode(errors="replace"), b""
            self.reader.feed(line)
            self.tail.append(line.strip())

    def _lines(self) -> Iterator[str]:
        while True:
            try:
                with self.path.open("rb") as file:
                    file.seek(self._position)
                    data = file.read(AT_ONCE)
            except OSError:
                return
            if not data:
                return
            self._position += len(data)
            *whole, self._rest = (self._rest + data).replace(b"\r", b"\n").split(b"\n")
            if len(self._rest) > LONGEST:
                whole, self._rest = [*whole, self._rest], b""
            for line in whole:
                yield line.decode(errors="replace")
