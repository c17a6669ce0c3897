"""What is being tested right now, on one line of a terminal's stderr."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from answerback.cli._output import width
from answerback.command import Given
from answerback.render.layout import width_of
from answerback.run import Run
from answerback.values.text import Text

LINE = Text(en="{spin} {done}/{total}  {promise}", zh="{spin} {done}/{total}  {promise}")
EVERY_S = 0.1
_SPIN = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_ERASE = "\r\x1b[2K"


class Progress:
    """Shows a run's progress from a thread of its own, because the run waits on sockets."""

    def __init__(self, run: Run, given: Given) -> None:
        self.run, self.given = run, given
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._show, daemon=True)

    def __enter__(self) -> Progress:
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.over.set()
        self.thread.join()
        sys.stderr.write(_ERASE)
        sys.stderr.flush()

    def _show(self) -> None:
        turn = 0
        while not self.over.wait(EVERY_S):
            turn += 1
            sys.stderr.write(_ERASE + self.line(turn, width()))
            sys.stderr.flush()

    def line(self, turn: int, columns: int) -> str:
        """Return the line to show, no wider than the terminal."""
        kinds = self.run.under_way
        facts = {
            "spin": _SPIN[turn % len(_SPIN)],
            "done": len(self.run.results),
            "total": len(self.run.checks),
            "promise": kinds[0].promise.fill(self.given.lang) if kinds else "",
        }
        text = LINE.fill(self.given.lang, facts)
        while width_of(text) > columns - 1:
            text = text[:-1]
        return text
