"""A started server writes to its log, and is ended with all that it started."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from answerback.start import child
from answerback.start.child import Child
from answerback.start.command import Starting

ENDS_WELL = (
    "import signal, sys\nsignal.signal(signal.SIGINT, lambda *_: sys.exit(7))\nprint('up', flush=True)\nsignal.pause()"
)
DEAF = (
    "import signal, subprocess, sys\nfor s in (signal.SIGINT, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)\n"
    "kid = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\nprint(kid.pid, flush=True)\n"
    "signal.pause()"
)


def start(code: str, log: Path, **variables: str) -> Child:
    return Child(Starting((sys.executable, "-c", code), variables), log)


def first_line(log: Path) -> str:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        text = log.read_text()
        if "\n" in text:
            return text.partition("\n")[0]
        time.sleep(0.02)  # another process writes it: there is no event to wait for
    raise AssertionError("it wrote nothing")


def test_it_ends_politely_as_on_ctrl_c(tmp_path: Path) -> None:
    started = start(ENDS_WELL, tmp_path / "log")
    assert first_line(started.log) == "up"
    assert started.exit_code() is None
    assert started.end() == 7


def test_what_does_not_listen_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "POLITE_S", 0.2)
    monkeypatch.setattr(child, "FIRM_S", 0.2)
    started = start(DEAF, tmp_path / "log")
    kid = psutil.Process(int(first_line(started.log)))
    assert started.end() == -signal.SIGKILL
    psutil.wait_procs([kid], timeout=10)
    assert not kid.is_running() or kid.status() == psutil.STATUS_ZOMBIE


def test_it_is_a_group_of_its_own(tmp_path: Path) -> None:
    started = start(ENDS_WELL, tmp_path / "log")
    try:
        assert os.getpgid(started.pid) == started.pid != os.getpgid(0)
    finally:
        started.end()


def test_its_variables_reach_it_and_its_words_reach_the_log(tmp_path: Path) -> None:
    started = start("import os, sys; print(os.environ['WISH']); print('!', file=sys.stderr); sys.exit(3)",
                    tmp_path / "log", WISH="granted")  # fmt: skip
    assert started.process.wait(30) == 3
    assert sorted(started.log.read_text().split()) == ["!", "granted"]
    assert started.end() == 3


def test_old_logs_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for number in range(child.KEPT + 5):
        log = child.log_folder() / f"vllm-{number}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch()
        os.utime(log, (number, number))
    new = child.new_log("vllm", 8000)
    left = list(child.log_folder().iterdir())
    assert len(left) == child.KEPT - 1
    assert child.log_folder() / f"vllm-{child.KEPT + 4}.log" in left
    assert new.parent == child.log_folder()
