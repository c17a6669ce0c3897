"""The progress line: what is being tested, never wider than the terminal, and silent elsewhere."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys

import pytest

from answerback import check
from answerback.cli._progress import Progress
from answerback.command import Given
from answerback.render.layout import width_of
from answerback.values.target import SMOKE


class Running:
    checks = check.load(SMOKE)
    results: dict[str, object] = {}
    under_way = [check.named("chat.answers")]


@pytest.mark.parametrize(("lang", "words"), [("en", "A chat is answered."), ("zh", "能够回答对话。")])
def test_it_names_the_promise_under_test(lang, words):
    line = Progress(Running(), Given({"lang": lang}, {})).line(1, 80)
    assert words in line
    assert f"0/{len(Running.checks)}" in line


@pytest.mark.parametrize("columns", [10, 17, 40])
def test_it_fits_the_terminal(columns):
    assert width_of(Progress(Running(), Given({"lang": "zh"}, {})).line(1, columns)) < columns


def test_on_a_terminal_there_are_colours_and_a_progress_line_and_in_a_pipe_neither(url, scripted):
    slow = scripted.answer

    def answer(call: object) -> str:
        import time

        time.sleep(0.4)  # the service is slow: long enough for the line to be drawn
        return slow(call)

    scripted.answer = answer
    words = [sys.executable, "-m", "answerback", "check", url, "--level", "smoke"]
    env = {"PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8"}
    shown = _on_a_terminal(words, env)
    assert "A chat is answered." in shown
    assert "\x1b[1;32m" in shown
    piped = subprocess.run(words, env=env, capture_output=True, timeout=60, check=True)
    assert b"\x1b" not in piped.stdout + piped.stderr
    assert piped.stderr == b""
    plain = _on_a_terminal(words, {**env, "NO_COLOR": "1"})
    assert "\x1b[1;32m" not in plain


def _on_a_terminal(words: list[str], env: dict[str, str]) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen(words, stdout=theirs, stderr=theirs, stdin=theirs, env=env) as process:
        os.close(theirs)
        seen = b""
        while select.select([ours], [], [], 30)[0]:
            try:
                data = os.read(ours, 65536)
            except OSError:  # EIO: the other end is closed
                break
            if not data:
                break
            seen += data
        process.wait(30)
    os.close(ours)
    return seen.decode()
