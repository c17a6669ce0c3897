"""Where reports go: the screen with or without colours, a pipe, or a file; and in which format."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from answerback.command import Given, Option, UsageError
from answerback.values.report import Report
from answerback.values.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from answerback.render.layout import Line

OUTPUT = Option(
    "output",
    Text(en="write the report to a file instead of stdout", zh="把报告写入文件，而不是标准输出"),
    metavar="FILE",
    short="o",
    configurable=False,
)
OPTIONS = (
    Option(
        "format",
        Text(en="format of the report", zh="报告格式"),
        choices=("terminal", "json", "junit", "markdown", "html"),
        default="terminal",
    ),
    OUTPUT,
)
EXITS = Text(
    en="Exit codes: 0 healthy, 1 faults found, 2 wrong usage, 3 unreachable, 4 inconclusive.",
    zh="退出码：0 健康，1 发现故障，2 用法有误，3 无法访问，4 无法下结论。",
)
NOT_WRITABLE = Text(en="cannot write {path}: {why}", zh="无法写入 {path}：{why}")
WRITTEN = Text(en="Report written to {path}", zh="报告已写入 {path}")
WIDEST = 110
"""Longer lines are hard to read, however wide the terminal."""


def write(given: Given, report: Report) -> None:
    """Write a report in the format and to the place that were asked for."""
    path, form = given.text("output"), given.text("format") or "terminal"
    if path is not None and path != "-":
        from pathlib import Path

        save(Path(path), report, form, given)
        given.say(WRITTEN, path=path)
    elif form == "terminal":
        from answerback.render import story, terminal

        told = story.tell(report, given.lang)
        show(terminal.lines(told, quiet=given.quiet, verbose=given.verbose), color=given.color)
    else:
        sys.stdout.write(_text(report, form, given))


def save(path: Path, report: Report, form: str, given: Given) -> None:
    """Write a report to a file."""
    put(path, _text(report, form, given))


def put(path: Path, text: str) -> None:
    """Write a text to a file; raises UsageError where that cannot be."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(NOT_WRITABLE, path=path, why=error.strerror or error) from None


def _text(report: Report, form: str, given: Given) -> str:
    from answerback import render

    return render.render(report, form, given.lang, quiet=given.quiet, verbose=given.verbose)


def show(lines: Iterable[Line], *, color: bool) -> None:
    """Print lines: wrapped on a terminal, with colours if wanted; as they are in a pipe."""
    from answerback.render import layout

    on_screen = sys.stdout.isatty()
    sys.stdout.write(layout.ansi(lines, width(), color=color) if on_screen else layout.plain(lines))


def width() -> int:
    """Return the columns to use of the terminal."""
    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        columns = 80
    return max(40, min(columns or 80, WIDEST))


def on_terminal() -> bool:
    """Whether progress may be shown: only when a person looks at stderr."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
