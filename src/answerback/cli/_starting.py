"""How far the start of a server is: one line that changes on a terminal, one line for each stage elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from answerback.cli import _output
from answerback.command import Given
from answerback.logs.shape import Stage
from answerback.render.layout import width_of
from answerback.values.text import Text

NAMES = {
    None: Text(en="starting", zh="启动中"),
    Stage.BEGIN: Text(en="starting", zh="启动中"),
    Stage.DOWNLOAD: Text(en="downloading the model", zh="下载模型"),
    Stage.LOAD: Text(en="loading the model", zh="加载模型"),
    Stage.WARM_UP: Text(en="warming up", zh="预热"),
    Stage.READY: Text(en="listens; waiting until it generates", zh="已监听，等待能够生成"),
    Stage.STOP: Text(en="ending", zh="结束中"),
}
LINE = Text(en="{spin} {seconds} s  {stage}{percent}  {last}", zh="{spin} {seconds} 秒  {stage}{percent}  {last}")
REACHED = Text(en="{seconds} s  {stage}", zh="{seconds} 秒  {stage}")
SILENT = Text(
    en="{seconds} s  still {stage}; its log is empty so far", zh="{seconds} 秒  仍在{stage}，日志里还没有内容"
)
QUIET = Text(en="{seconds} s  still {stage}: {last}", zh="{seconds} 秒  仍在{stage}：{last}")
EVERY_S = 30
"""Elsewhere than on a terminal a long stage says so often that it goes on."""
_SPIN = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_ERASE = "\r\x1b[2K"


class Starting:
    """Shows a start; `seconds` is how long it took."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.on_screen = _output.on_terminal() and not given.quiet
        self.began = self.said_at = time.monotonic()
        self.shown: Text | None = None
        self.seconds = 0.0
        self.turn = 0

    def __enter__(self) -> Starting:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        if self.on_screen:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()

    def tell(self, stage: Stage | None, percent: float | None, last: str) -> None:
        """Show where it is."""
        now = time.monotonic()
        self.seconds = now - self.began
        name = NAMES[stage]
        if self.on_screen:
            self.turn += 1
            sys.stderr.write(_ERASE + self.line(name, percent, last, _output.width()))
            sys.stderr.flush()
        elif name is not self.shown:
            self.given.say(REACHED, seconds=f"{self.seconds:.0f}", stage=name.fill(self.given.lang))
            self.shown, self.said_at = name, now
        elif now - self.said_at >= EVERY_S:
            told = name.fill(self.given.lang)
            facts = {"seconds": f"{self.seconds:.0f}", "stage": told}
            if said := _plain(last)[:120]:
                self.given.say(QUIET, **facts, last=said)
            else:
                self.given.say(SILENT, **facts)
            self.said_at = now

    def line(self, name: Text, percent: float | None, last: str, columns: int) -> str:
        """Return the line to show, no wider than the terminal."""
        facts = {
            "spin": _SPIN[self.turn % len(_SPIN)],
            "seconds": f"{self.seconds:.0f}",
            "stage": name.fill(self.given.lang),
            "percent": f" {percent:.0f}%" if percent is not None else "",
            "last": _plain(last),
        }
        text = LINE.fill(self.given.lang, facts)
        while width_of(text) > columns - 1:
            text = text[:-1]
        return text


def _plain(text: str) -> str:
    """Return a log's line without what would move the cursor."""
    return "".join(char if char.isprintable() else " " for char in text)
