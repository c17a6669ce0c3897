"""What `up` tells: how a download goes, its own verdict, and how to use what now serves."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from answerback.cli import _output
from answerback.command import Given
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.serve.fetch import Meter
    from answerback.values.report import Report

CHECKING = Text(en="Checking that it answers right …", zh="正在自检 …")
TRY = Text(en="Try it:\n  {curl}", zh="试一试：\n  {curl}")
MORE = Text(en="Check it whole:  answerback check {base}", zh="完整检查：  answerback check {base}")
QUESTION = Text(en="Who are you?", zh="你好，你是谁？")
_BAR = 30


def greet(given: Given, base: str, name: str, level: str = "smoke") -> Report | None:
    """Let it check itself, and say how to use it. The base URL alone goes to stdout: it is there for scripts."""
    locked = given.text("key-env") is not None
    report = None
    if not given.flag("no-check"):
        given.say(CHECKING)
        report = _check(given, base, name, level)
        if not given.quiet:
            sys.stderr.write(_told(given, report))
    print(base, flush=True)
    given.say(TRY, curl=_curl(given, base, name, locked))
    if level == "smoke":
        given.say(MORE, base=base + (f" --key-env {given.text('key-env')}" if locked else ""))
    return report


def _check(given: Given, base: str, name: str, level: str) -> Report:
    from answerback.cli._progress import Progress
    from answerback.run import Run
    from answerback.values.target import LEVELS, Secret, Target
    from answerback.wire.curl import CurlWire

    key_env = given.text("key-env")
    key = Secret(os.environ[key_env].strip()) if key_env else None
    target = Target(base, model=name, key=key, key_name=key_env or "OPENAI_API_KEY")
    wire = CurlWire()
    try:
        run = Run(target, wire, LEVELS[level])
        if given.quiet or not _output.on_terminal():
            return run.report()
        with Progress(run, given):
            return run.report()
    finally:
        wire.close()


def _told(given: Given, report: Report) -> str:
    from answerback import render
    from answerback.values.result import Verdict

    healthy = report.verdict is Verdict.HEALTHY
    return render.render(report, "terminal", given.lang, quiet=healthy, verbose=given.verbose)


def _curl(given: Given, base: str, name: str, locked: bool) -> str:
    import shlex

    import msgspec

    body = {"model": name, "messages": [{"role": "user", "content": QUESTION.fill(given.lang)}], "max_tokens": 200}
    parts = ["curl", f"{base}/chat/completions", "-H", "'Content-Type: application/json'"]
    if locked:
        parts += ["-H", f'"Authorization: Bearer ${given.text("key-env")}"']
    return " ".join([*parts, "-d", shlex.quote(msgspec.json.encode(body).decode())])


class Teller:
    """Tells what is fetched, and how far it is: a bar on a terminal, nothing more elsewhere."""

    def __init__(self, given: Given) -> None:
        self.given = given

    def say(self, text: Text, **facts: object) -> None:
        """Say a line."""
        self.given.say(text, **facts)

    def meter(self, what: str) -> Meter:
        """Return what shows the bar; `what` was told already."""
        if self.given.quiet or not _output.on_terminal():
            return lambda done, total: None
        return _bar


_shown = -1


def _bar(done: int, total: int) -> None:
    from answerback.serve.models import size

    global _shown
    share = done / total if total else 1.0
    if int(share * 1000) == _shown and done < total:
        return
    _shown = int(share * 1000)
    full = int(share * _BAR)
    line = f"\r\x1b[2K  {'█' * full}{'░' * (_BAR - full)} {share:6.1%}  {size(done)} / {size(total)}"
    sys.stderr.write(line if done < total else "\r\x1b[2K")
    sys.stderr.flush()
