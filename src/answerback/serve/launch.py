"""Starts `answerback up` in a process of its own and waits until it has generated: for the demo and for tests."""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from typing import IO

import msgspec

PATIENCE_S = 240.0
"""The first start may fetch and convert a model."""
FAREWELL_S = 15.0
TAIL = 2000


class LaunchFailed(Exception):
    """The service did not come up; the text is what it said last."""


class Launched(msgspec.Struct, frozen=True):
    """A service that has answered its own check."""

    url: str
    """Base URL, with `/v1`."""
    pid: int


@contextlib.contextmanager
def service(
    model: str = "smollm2", options: Sequence[str] = (), *, timeout_s: float = PATIENCE_S, talk: bool = False
) -> Iterator[Launched]:
    """Serve a model while the block runs. `talk`: let it tell the user on stderr what it does."""
    command = [sys.executable, "-m", "answerback", "up", model, "--port", "0", *options]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=None if talk else said, text=True
        )
        try:
            yield Launched(_first_line(process, said, timeout_s), process.pid)
        finally:
            end(process)


def _first_line(process: subprocess.Popen[str], said: IO[str], timeout_s: float) -> str:
    """Return the line that the service prints once it has generated."""
    assert process.stdout is not None
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=lambda out: lines.put(out.readline()), args=(process.stdout,), daemon=True)
    reader.start()
    try:
        line = lines.get(timeout=timeout_s).strip()
    except queue.Empty:
        line = ""
    if not line:
        end(process)
        said.seek(0)
        words = said.read()[-TAIL:].strip()
        raise LaunchFailed(words or f"the service said nothing for {timeout_s:.0f} s")
    return line


def end(process: subprocess.Popen[str]) -> int:
    """End the service as Ctrl-C would, and return its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(FAREWELL_S)
        except subprocess.TimeoutExpired:
            process.kill()
    code = process.wait()
    if process.stdout is not None:
        process.stdout.close()
    return code
