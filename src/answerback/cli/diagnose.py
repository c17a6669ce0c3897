"""`answerback diagnose`: why a server did not start, or crashed, told from its log."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from answerback.cli import _output
from answerback.cli._parse import hint
from answerback.command import Argument, Command, Example, Given, Option, UsageError
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.logs.reader import Reader

NAME_ONE = Text(
    en="name the log file (- is standard input: `docker logs NAME 2>&1 | answerback diagnose -`)",
    zh="请给出日志文件（- 表示标准输入：`docker logs NAME 2>&1 | answerback diagnose -`）",
)
NO_FILE = Text(en="the log {path} cannot be read: {why}", zh="无法读取日志 {path}：{why}")
NO_SERVER = Text(
    en="no server is called {word!r}{hint} (known: {known})", zh="没有叫 {word!r} 的服务端{hint}（已知：{known}）"
)


def act(given: Given) -> int:
    """Read the log and tell what it shows; returns the exit code of the verdict."""
    from answerback.logs.reader import Reader
    from answerback.render import logbook

    reader = Reader(_server(given))
    name = given.word("LOGFILE")
    if name == "-" or (name is None and not sys.stdin.isatty()):
        name = "-"
        _read(sys.stdin.buffer, reader)
    elif name is None:
        raise UsageError(NAME_ONE)
    else:
        try:
            with Path(name).open("rb") as file:
                _read(file, reader)
        except OSError as error:
            raise UsageError(NO_FILE, path=name, why=error.strerror or error) from None
        except ValueError:  # a name that no file can have
            raise UsageError(NO_FILE, path=name, why="?") from None
    told = reader.verdict()
    if given.text("format") == "json":
        import msgspec

        document = logbook.document(told, name, reader.lines, given.lang)
        print(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
    else:
        lines = logbook.lines(told, name, reader.lines, given.lang, quiet=given.quiet)
        _output.show(lines, color=given.color)
    return logbook.EXIT_CODES[told.outcome]


def _server(given: Given) -> str | None:
    from answerback import server

    word = given.text("server")
    if word is None:
        return None
    known = {kind.name: kind for kind in server.load()}
    found = known.get(word.lower()) or next((k for k in known.values() if k.title.lower() == word.lower()), None)
    if found is None:
        raise UsageError(NO_SERVER, word=word, hint=hint(word, known), known=", ".join(known))
    return found.name


def _read(file: BinaryIO, reader: Reader) -> None:
    from answerback.host import logfile

    reader.read(logfile.lines(file))


COMMAND = Command(
    summary=Text(
        en="Say from a server's log why it did not start or crashed, and what to change.",
        zh="根据服务端日志说明它为何没有启动或崩溃，以及该改什么。",
    ),
    act=act,
    arguments=(
        Argument(
            "LOGFILE",
            Text(
                en="the log: a file (also gzip), or - for standard input",
                zh="日志文件（也可为 gzip），- 表示标准输入",
            ),
        ),
    ),
    options=(
        Option(
            "format",
            Text(en="format of what is told", zh="输出格式"),
            choices=("terminal", "json"),
            default="terminal",
            configurable=False,
        ),
        Option(
            "server",
            Text(
                en="whose log it is, where the log does not tell (vllm, ollama …)",
                zh="日志所属的服务端（vllm、ollama 等），日志本身看不出时使用",
            ),
            metavar="NAME",
            configurable=False,
        ),
    ),
    examples=(
        Example("answerback diagnose server.log", Text(en="a log that you have", zh="诊断已有的日志")),
        Example("answerback diagnose - --format json", Text(en="standard input, as JSON", zh="读标准输入")),
        Example("answerback diagnose old.log.gz --server sglang", Text(en="SGLang's log", zh="SGLang 的日志")),
    ),
    notes=(
        Text(
            en="A container's log: `docker logs NAME 2>&1 | answerback diagnose -`; a service's: `journalctl -u ollama"
            " | answerback diagnose -`; a pod's: `kubectl logs POD --previous | answerback diagnose -`.",
            zh="容器：`docker logs NAME 2>&1 | answerback diagnose -`；系统服务：`journalctl -u ollama |"
            " answerback diagnose -`；Pod：`kubectl logs POD --previous | answerback diagnose -`。",
        ),
        Text(
            en="Of several starts in one log the last is judged. Keys in what is quoted are struck out.",
            zh="日志中有多次启动时，只看最后一次。引用的内容会去掉密钥。",
        ),
        Text(
            en="Exit codes: 0 it started, nothing is wrong; 1 a fault is named; 2 wrong usage; 4 nothing known fits.",
            zh="退出码：0 已启动且无故障，1 已指出故障，2 用法有误，4 没有匹配的已知故障。",
        ),
    ),
)
