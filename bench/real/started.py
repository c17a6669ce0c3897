"""Starts a server in a process of its own on a free port, waits until it answers a request, and stops it.

What it logs is kept in a file, whose end is shown if it does not come up.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from venvs import PLACE, NotHere

PATIENCE_S = 420.0
"""vLLM on two cores compiles for a minute or two before it serves."""
LOOK_EVERY_S = 0.5
FAREWELL_S = 20.0
LOGS = PLACE / "logs"


def free_port() -> int:
    """Return a port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def process(
    name: str,
    command: Sequence[str],
    port: int,
    *,
    more: Mapping[str, str] = {},
    path: str = "/v1/models",
    body: object = None,
    key: str = "",
) -> Iterator[Path]:
    """Run a server while the block runs; it yields the log. `path` must answer below 500 (with `body`: a POST, 200).

    Raises NotHere with the end of its log if it exits or stays silent.
    """  # fmt: skip
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("wb") as said:
        running = subprocess.Popen(command, env={**os.environ, **more}, stdin=subprocess.DEVNULL, stdout=said,
                                   stderr=said, start_new_session=True)  # fmt: skip
        try:
            _wait(running, f"http://127.0.0.1:{port}{path}", body, key, log)
            yield log
        finally:
            _stop(running)


def _wait(running: subprocess.Popen[bytes], url: str, body: object, key: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if running.poll() is not None:
            raise NotHere(f"it exited with {running.returncode}: {_tail(log)}")
        if _answers(url, body, key):
            return
        time.sleep(LOOK_EVERY_S)
    raise NotHere(f"no answer within {PATIENCE_S:.0f} s: {_tail(log)}")


def _answers(url: str, body: object, key: str) -> bool:
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {key}"} if key else {})
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=120):
            return True
    except urllib.error.HTTPError as error:
        return body is None and error.code < 500
    except OSError:
        return False


def _tail(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-600:].strip()


def _stop(running: subprocess.Popen[bytes]) -> None:
    """End the whole group: vLLM's engine is a child that outlives a killed front."""
    for what in (signal.SIGINT, signal.SIGKILL):
        if running.poll() is not None and what is signal.SIGINT:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, what)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(FAREWELL_S)
