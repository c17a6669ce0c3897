"""Why a server did not come up, as its log tells, what to change, and what to run instead."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import msgspec

from answerback.cli import _output
from answerback.command import Given
from answerback.values.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from answerback.logs.verdict import LogDiagnosis
    from answerback.render.layout import Line
    from answerback.start.choose import Choice
    from answerback.start.follow import Follower
    from answerback.start.wait import Waited

DIED = Text(en="{title} ended with exit code {code}.", zh="{title} 已退出，退出码 {code}。")
LATE = Text(
    en="{title} did not generate within {seconds} s (--patience); it was {stage}.",
    zh="{title} 在 {seconds} 秒内未能生成（--patience），停在“{stage}”阶段。",
)
LAST = Text(en="The last lines of its log:", zh="日志的最后几行：")
INDENTED = Text(en="  {line}", zh="  {line}")
OTHER = Text(en="Another engine that is installed here: {command}", zh="本机还装有其他引擎：{command}")
OF_ANY_ENGINE = ("N03", "N07", "N10", "N15", "N22")
"""Port, name, files, command line, network: another engine would fail of the same."""


def tell(given: Given, choice: Choice, follower: Follower, waited: Waited) -> None:
    """Tell it on stderr."""
    from answerback.cli._starting import NAMES
    from answerback.logs.verdict import Outcome
    from answerback.render import logbook
    from answerback.render.clean import clean
    from answerback.start.wait import End

    title, reader = choice.engine.kind.title, follower.reader
    if waited.end is End.LATE:
        stage = NAMES[reader.stage].fill(given.lang)
        given.say(LATE, title=title, seconds=f"{given.number('patience') or 0:.0f}", stage=stage)
    else:
        given.say(DIED, title=title, code=waited.exit_code)
    told = reader.verdict(waited.exit_code)
    told = msgspec.structs.replace(told, instead=_again(choice, told) or told.instead)
    _show(given, logbook.lines(told, str(follower.path), reader.lines, given.lang))
    if told.outcome is not Outcome.FAULT and follower.tail:
        given.say(LAST)
        for line in follower.tail:
            given.say(INDENTED, line=clean(line)[:300])
    if told.code not in OF_ANY_ENGINE:
        _other(given, choice)


def _show(given: Given, lines: Iterable[Line]) -> None:
    from answerback.render import layout

    on_screen = sys.stderr.isatty()
    sys.stderr.write(layout.ansi(lines, _output.width(), color=given.color) if on_screen else layout.plain(lines))


def _again(choice: Choice, told: LogDiagnosis) -> str:
    """Return the same start with the flag that mends it; empty where no flag does."""
    flag = next((flag for flag in (told.remedy.flags if told.remedy else ()) if flag.startswith("-")), "")
    return f"{_up(choice, choice.engine.server)} -- {flag}" if flag and "{" not in flag else ""


def _other(given: Given, choice: Choice) -> None:
    other = next((engine for engine in choice.others if engine.server != choice.engine.server), None)
    if other is not None:
        given.say(OTHER, command=_up(choice, other.server))


def _up(choice: Choice, server: str) -> str:
    from answerback.start import choose

    word = next(choose.word_for(kind) for kind in choose.engines() if kind.name == server)
    return shlex.join(["answerback", "up", choice.weights.word, "--engine", word])
