"""`answerback curl`: what is wrong with a pasted curl command, or with the service that it asks."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from answerback.cli import _output
from answerback.command import Argument, Command, Example, Given, Kind, Option, UsageError
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.pasted.command import Pasted
    from answerback.pasted.judge import Judged
    from answerback.pasted.live import Kind as Spoken
    from answerback.pasted.slips import Slip
    from answerback.render.layout import Line
    from answerback.wire.curl import Wire
    from answerback.wire.once import Sending

PASTE = Text(en="Paste the command, then press Ctrl-D:", zh="请粘贴命令，然后按 Ctrl-D：")
NOTHING = Text(
    en="no command was given: `answerback curl 'curl …'`, or paste it on standard input",
    zh="没有给出命令：请写 `answerback curl 'curl …'`，或从标准输入粘贴",
)
NO_COMMAND = Text(en="{word!r} is no curl command", zh="{word!r} 不是 curl 命令")
ASKING = Text(en="Asking the service itself (3 requests) …", zh="正在检查服务本身（3 个请求）……")
BIGGEST = 4 * 1024 * 1024


def act(given: Given) -> int:
    """Explain one pasted command, and run it unless told not to."""
    from answerback.pasted import correct, send, weigh
    from answerback.render import pasted as telling

    pasted = _read(given)
    slips = weigh.slips(pasted)
    stopped = {"no-url", "bad-url"} & {slip.kind for slip in slips}
    sending = send.sending(pasted, given.number("timeout") or send.PATIENCE_S)
    redactor = sending.redactor()
    if given.flag("no-run") or stopped:
        code = 1 if any(slip.weight == "wrong" for slip in slips) else 0
        judged = None
    else:
        judged = _run(given, pasted, sending, slips)
        slips, code = judged.slips, judged.exit_code
    lines = list(telling.mistakes(slips, redactor, given.lang))
    if judged is not None and judged.report is not None and not given.quiet:
        from answerback.render import story, terminal

        lines += terminal.faults(story.tell(judged.report, given.lang))
    if not lines:
        lines = [*_fine(given, judged)]
    if command := correct.command(pasted, slips, redactor) if _worth(slips) else "":
        lines += telling.corrected(command, given.lang)
    _output.show(lines, color=given.color)
    return code


def _worth(slips: tuple[Slip, ...]) -> bool:
    """Whether a corrected command would differ from the pasted one."""
    same = (
        "refused",
        "broke",
        "no-answer",
        "error-in-200",
        "cut-short",
        "all-thought",
        "placeholder-key",
        "unset-variable",
    )
    return any(slip.kind not in same for slip in slips)


def _fine(given: Given, judged: Judged | None) -> list[Line]:
    from answerback.render import pasted as telling
    from answerback.render.layout import Line, Span, Style

    text = telling.FINE if judged is None else telling.ANSWERED
    return [Line(), Line((Span("✓ ", Style.GOOD_STRONG), Span(text.fill(given.lang), Style.GOOD)))]


def _read(given: Given) -> Pasted:
    """Return the command in the arguments, or on standard input."""
    from answerback.pasted import command, shell

    words = given.words.get("COMMAND", ())
    if len(words) > 1 and " " not in words[0].strip():  # a shell has already made the words
        line = shell.read("", {})
        return command.of_words([shell.Word(word) for word in words], line, _file)
    text = " ".join(words)
    if not words or text == "-":
        if sys.stdin.isatty():
            given.say(PASTE)
        text = sys.stdin.buffer.read(BIGGEST).decode("utf-8", "replace")
    if not text.strip():
        raise UsageError(NOTHING)
    pasted = command.parse(text, os.environ, _file)
    if any(slip.kind == "no-curl" for slip in pasted.slips) and "curl" not in text and "://" not in text:
        raise UsageError(NO_COMMAND, word=" ".join(text.split())[:20])
    return pasted


def _file(path: str) -> str:
    from pathlib import Path

    if path == "-":
        return "" if sys.stdin.isatty() else sys.stdin.read(BIGGEST)
    return Path(path).read_text(encoding="utf-8", errors="replace")


def _run(given: Given, pasted: Pasted, sending: Sending, slips: tuple[Slip, ...]) -> Judged:
    """Send it, show the answer as it comes, and judge it."""
    from answerback.pasted import judge
    from answerback.render import pasted as telling
    from answerback.render.layout import Line, Span, Style
    from answerback.wire.curl import CurlWire
    from answerback.wire.once import Once
    from answerback.wire.openai import Reading

    redactor = sending.redactor()
    head = (Span(f"{sending.method} ", Style.DIM), Span(redactor.text(sending.url), Style.STRONG))
    left = [Line((Span(telling.LEFT_OUT.fill(given.lang, {"rest": pasted.line.rest}), Style.DIM),))]
    _output.show([Line(head), *(left if pasted.line.rest else [])], color=given.color)
    show = _Show(given, redactor.text)
    shown = "include" in pasted.flags or "verbose" in pasted.flags
    wire = Once(sending, show.piece, show.head if shown else None)
    try:
        exchange = wire.send()
    finally:
        wire.close()
    heard = Reading(exchange)
    show.end(heard)
    if heard.status:
        _output.show([*telling.calls(heard, given.lang), telling.figures(heard, given.lang)], color=given.color)

    def more() -> Wire:
        if not judge.good(pasted, heard):
            given.say(ASKING)
        return CurlWire()

    return judge.judge(pasted, sending, exchange, slips, None if given.flag("alone") else more)


class _Show:
    """Shows an answer while it comes: what is thought dimmed, what is said plain."""

    def __init__(self, given: Given, redact: object) -> None:
        from answerback.pasted.live import Live

        self.color, self.redact = given.color and sys.stdout.isatty(), redact
        self.live = Live()
        self.kind: Spoken | None = None
        self.spoken = False

    def head(self, line: bytes) -> None:
        """Show a line of the response's head."""
        from answerback.render.clean import clean

        self._out(clean(line.decode("latin-1").rstrip()) + "\n", dim=True)

    def piece(self, data: bytes) -> None:
        """Show what the model says in a piece of a stream."""
        for kind, text in self.live.feed(data):
            self._say(kind, text)

    def _say(self, kind: Spoken, text: str) -> None:
        from answerback.pasted.live import Kind as Spoken

        thought = kind is Spoken.REASONING
        if kind is not self.kind:
            self._out(
                ("\n" if self.spoken else "") + ("⟨reasoning⟩ " if thought else "⟨answer⟩ " if self.spoken else ""),
                dim=True,
            )
            text = text.lstrip("\n")
        self.kind, self.spoken = kind, True
        self._out(_lines(text), dim=thought)

    def _out(self, text: str, *, dim: bool) -> None:
        sys.stdout.write(f"\x1b[2m{text}\x1b[0m" if dim and self.color and text else text)
        sys.stdout.flush()

    def end(self, heard: object) -> None:
        """Show the whole answer where it was no stream, or what came instead of one."""
        from answerback.pasted.live import Kind as Spoken
        from answerback.wire.openai import Reading

        assert isinstance(heard, Reading)
        first = heard.answer.first
        if not self.spoken and first is not None and heard.error is None:
            if first.reasoning:
                self._say(Spoken.REASONING, first.reasoning)
            if first.content:
                self._say(Spoken.TEXT, first.content)
        if self.spoken:
            self._out("\n", dim=False)
        elif heard.text.strip() and not (first is not None and first.tool_calls):
            text = heard.text.strip()
            self._out(_lines(self._safe(text[:2000])) + ("\n…" if len(text) > 2000 else "") + "\n", dim=False)

    def _safe(self, text: str) -> str:
        return self.redact(text)  # type: ignore[operator, no-any-return]


def _lines(text: str) -> str:
    """Return text with its line breaks, and nothing else that a terminal would obey."""
    from answerback.render.clean import clean

    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").split("\n"))


COMMAND = Command(
    summary=Text(
        en="Run a pasted curl command, show its answer, and explain what is wrong with it or with the service.",
        zh="运行粘贴的 curl 命令，显示回答，并解释是请求还是服务出了问题。",
    ),
    act=act,
    arguments=(
        Argument(
            "COMMAND",
            Text(
                en="the command in quotes; without it, it is read from standard input, which no shell can garble",
                zh="用引号括起来的命令；不写则从标准输入读取（不会被 shell 改动）",
            ),
            many=True,
        ),
    ),
    options=(
        Option("no-run", Text(en="explain only, send nothing", zh="只解释，不发送"), Kind.FLAG, configurable=False),
        Option(
            "alone",
            Text(
                en="send this request only; else, if it fails, the service is asked three more",
                zh="只发送这一个请求；否则在它失败时会再发三个请求检查服务",
            ),
            Kind.FLAG,
            configurable=False,
        ),
        Option(
            "timeout",
            Text(en="seconds to wait where the command has no --max-time", zh="命令没有 --max-time 时最多等待的秒数"),
            Kind.NUMBER,
            metavar="SECONDS",
            least=0.1,
        ),
    ),
    examples=(
        Example(
            "answerback curl < request.sh", Text(en="a command from a file, as it stands", zh="直接读取文件中的命令")
        ),
        Example(
            "answerback curl 'curl http://127.0.0.1:8000/v1/models'",
            Text(en="a command in quotes", zh="用引号括起来的命令"),
        ),
        Example("answerback curl --no-run", Text(en="paste it, and be told only", zh="粘贴后只看解释")),
    ),
    notes=(
        Text(
            en="Bash, Windows cmd (^) and PowerShell (`) are understood. Keys are never shown.",
            zh="支持 bash、Windows cmd（^）和 PowerShell（`）的写法。密钥不会显示。",
        ),
        Text(
            en="Exit codes: 0 right and answered, 1 something is wrong, 2 wrong usage, 3 unreachable.",
            zh="退出码：0 正确且得到回答，1 有问题，2 用法有误，3 无法访问。",
        ),
    ),
)
