"""A growing log is read line by line, whatever pieces it grows by."""

from __future__ import annotations

from pathlib import Path

from answerback.logs.shape import Stage
from answerback.start.follow import LONGEST, TAIL, Follower

LOADING = b"INFO 01-23 15:48:47 [gpu_model_runner.py:2602] Starting to load model /models/m...\n"


def test_lines_come_whole_however_they_are_written(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.touch()
    follower = Follower(log, "vllm")
    assert follower.look() is None
    for piece in (LOADING[:20], LOADING[20:50]):
        with log.open("ab") as file:
            file.write(piece)
        assert follower.look() is None
    with log.open("ab") as file:
        file.write(LOADING[50:])
    assert follower.look() is Stage.LOAD
    assert list(follower.tail) == [LOADING.decode().strip()]


def test_a_progress_bar_moves_within_its_line(tmp_path: Path) -> None:
    log = tmp_path / "log"
    bar = "Loading safetensors checkpoint shards:  {0}% Completed | {1}/4 [00:0{1}<00:01]"
    log.write_text("\r".join(bar.format(n * 25, n) for n in range(4)) + "\r")
    follower = Follower(log, "vllm")
    follower.look()
    assert follower.reader.percent == 75


def test_a_last_line_without_an_end_counts_when_it_is_over(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(LOADING + b"OSError: [Errno 98] Address already in use")
    follower = Follower(log, "vllm")
    follower.look()
    assert len(follower.tail) == 1
    follower.close()
    assert follower.tail[-1].startswith("OSError")


def test_memory_is_bounded(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"x" * (3 * LONGEST) + b"\n" + b"line\n" * 100)
    follower = Follower(log)
    follower.look()
    assert len(follower.tail) == TAIL
    assert follower.tail[-1] == "line"


def test_a_log_that_is_not_there_yet(tmp_path: Path) -> None:
    follower = Follower(tmp_path / "none")
    assert follower.look() is None
    follower.close()
    assert not follower.tail
