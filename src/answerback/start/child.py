"""A server as a process group of its own: its words go to a log file, and it is ended politely, then firmly."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from answerback.start.command import Starting

POLITE_S = 15.0
"""Seconds that a server gets to end after SIGINT: vLLM ends its workers, llama.cpp its slots."""
FIRM_S = 5.0
KEPT = 20
"""So many logs are kept."""


def log_folder() -> Path:
    """Return where logs are kept: `${XDG_STATE_HOME:-~/.local/state}/answerback/logs`."""
    base = os.environ.get("XDG_STATE_HOME", "")
    root = Path(base) if base and Path(base).is_absolute() else Path.home() / ".local" / "state"
    return root / "answerback" / "logs"


def new_log(server: str, port: int) -> Path:
    """Return a log file to write to, and drop the oldest ones. Raises OSError."""
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    old = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime)
    for path in old[: max(0, len(old) - KEPT + 1)]:
        path.unlink(missing_ok=True)
    return folder / f"{server}-{port}-{time.strftime('%Y%m%d-%H%M%S')}.log"


class Child:
    """A server that was started."""

    def __init__(self, starting: Starting, log: Path, secrets: Mapping[str, str] = {}) -> None:
        """Start it. Raises OSError where the program cannot be run."""
        self.starting, self.log = starting, log
        # progress bars would hide the log's lines, and buffers would hold them back
        unbuffered = {"PYTHONUNBUFFERED": "1"}
        environment = {**os.environ, **unbuffered, **starting.environment, **secrets}
        with log.open("ab") as file:  # at its end, since other commands write to it too
            self.process = subprocess.Popen(
                starting.words, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                env=environment, start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """Number of its first process, and of the group."""
        return self.process.pid

    def exit_code(self) -> int | None:
        """Return how it ended, negative for a signal; None while it runs."""
        return self.process.poll()

    def run_then(self) -> int:
        """Run what must be run once it listens, into the same log; return its exit code. Raises OSError."""
        environment = {**os.environ, **self.starting.environment}
        with self.log.open("ab") as file:
            done = subprocess.run(
                self.starting.then, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                env=environment, check=False,
            )  # fmt: skip
        return done.returncode

    def end(self) -> int:
        """End it and all that it started; return its exit code."""
        try:
            for number, patience in ((signal.SIGINT, POLITE_S), (signal.SIGTERM, FIRM_S)):
                if self.process.poll() is not None:
                    break
                self._signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(patience)
        finally:  # also when the user has lost patience
            self._signal(signal.SIGKILL)  # what is left of the group
            if self.starting.container:
                self._remove_container()
        return self.process.wait()

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def _remove_container(self) -> None:
        """Take away a container that outlived `docker run`."""
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                [self.starting.words[0], "rm", "-f", self.starting.container], capture_output=True, timeout=30,
                check=False, stdin=subprocess.DEVNULL,
            )  # fmt: skip
