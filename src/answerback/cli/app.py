"""Finds the command that was meant, and runs it; only its own file is imported."""

from __future__ import annotations

import atexit
import contextlib
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from answerback.command import Command, UsageError
from answerback.values.report import WRONG_USAGE
from answerback.values.text import Lang, Text

if TYPE_CHECKING:
    from answerback.command import Given

OUR_BUG = 4
"""Exit code when Answerback itself fails: nothing was concluded."""
INTERRUPTED = 130
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

NO_COMMAND = Text(
    en="there is no command {word!r}{hint} (see `answerback --help`)",
    zh="没有命令 {word!r}{hint}（用法见 `answerback --help`）",
)
CRASHED = Text(
    en="this is a bug in Answerback, not in your service: {error} ({where}). Please report this line together with the"
    " command; ANSWERBACK_TRACEBACK=1 shows more.",
    zh="这是 Answerback 自身的缺陷，与你的服务无关：{error}（{where}）。请把这一行连同命令一起反馈；设置"
    " ANSWERBACK_TRACEBACK=1 可看到更多。",
)
NO_ROOM = Text(en="the output cannot be written: {why}", zh="无法写出结果：{why}")
STOPPED = Text(en="stopped", zh="已中断")


def names() -> tuple[str, ...]:
    """Return the names of the commands: the files beside this one."""
    files = [entry.name for entry in os.scandir(os.path.dirname(__file__))]
    return tuple(sorted(f[:-3] for f in files if f.endswith(".py") and not f.startswith("_") and f != "app.py"))


def load(name: str) -> Command:
    """Return a command by its name."""
    command: Command = importlib.import_module(f"answerback.cli.{name}").COMMAND
    return command


def run(words: Sequence[str] | None = None) -> None:
    """Do what the command line says, and exit with the contract's code."""
    code = main(sys.argv[1:] if words is None else words)
    if _nothing_to_tidy():  # freeing every object one by one takes a tenth of a smoke run
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def _nothing_to_tidy() -> bool:
    """Whether no thread runs and nobody asked to be called at the end."""
    if "threading" in sys.modules and sys.modules["threading"].active_count() > 1:
        return False
    return getattr(atexit, "_ncallbacks", lambda: 1)() == 0


def main(words: Sequence[str]) -> int:
    """Return the exit code of a command line. Never raises."""
    from answerback.cli._parse import language

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a legacy code page must not end the run
    lang = language(words, os.environ)
    try:
        code = _dispatch(list(words), lang)
        sys.stdout.flush()
        return code
    except UsageError as error:
        print(f"answerback: {_one_line(error.told(lang))}", file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        print(f"\nanswerback: {STOPPED.fill(lang)}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FULL:
            print(f"answerback: {NO_ROOM.fill(lang, {'why': error.strerror})}", file=sys.stderr)
            return WRONG_USAGE
        return _crashed(error, lang)


def _dispatch(words: list[str], lang: Lang) -> int:
    from answerback.cli._parse import parse

    leading = _leading(words)
    head, rest = words[:leading], words[leading:]
    if not rest or (rest[0] in ("-h", "--help", "help") and len(rest) == 1):
        from answerback.cli import _help, _output

        lines = _help.overview({name: load(name) for name in names()}, lang)
        _output.show(lines, color=not os.environ.get("NO_COLOR"))
        return 0 if rest or not words else WRONG_USAGE
    if rest[0] == "help":
        rest = [*rest[1:], "--help"]
    known = names()
    name = rest[0].lower() if rest[0].lower() in known else ""
    if name:
        rest = rest[1:]
    elif rest[0].startswith("-") or _is_address(rest[0]):
        name = "check"
    else:
        from answerback.cli._parse import hint

        raise UsageError(NO_COMMAND, word=rest[0], hint=hint(rest[0], known))
    command = load(name)
    given: Given = parse(name, command, [*head, *rest], os.environ)
    if given.flag("help"):
        from answerback.cli import _help, _output

        _output.show(_help.of(name, command, given.lang), color=given.color)
        return 0
    return command.act(given)


def _leading(words: list[str]) -> int:
    """Return how many words at the start are options that all commands share."""
    position = 0
    while position < len(words):
        word = words[position]
        if word in ("--lang", "--config"):
            position += 2
        elif word in ("-q", "--quiet", "-v", "--verbose", "--no-color") or word.startswith(("--lang=", "--config=")):
            position += 1
        else:
            break
    return min(position, len(words))


def _is_address(word: str) -> bool:
    """Whether a word is a URL or host rather than a mistyped command."""
    return word == "localhost" or any(mark in word for mark in ".:/")


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _crashed(error: Exception, lang: Lang) -> int:
    import traceback

    where = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{where.filename.rpartition('/')[2]}:{where.lineno}"
    said = _one_line(f"{type(error).__name__}: {error}")[:300]
    from answerback.wire.redact import Redactor

    said = Redactor(value for name, value in os.environ.items() if name.endswith(("KEY", "TOKEN"))).text(said)
    print(f"answerback: {CRASHED.fill(lang, {'error': said, 'where': place})}", file=sys.stderr)
    if os.environ.get("ANSWERBACK_TRACEBACK"):
        traceback.print_exception(error)
    return OUR_BUG
