"""Waiting ends when the server generates, refuses for good, dies, or takes too long; an open port is not enough."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from answerback.sim.app import running
from answerback.sim.stage import Call, Channel, reply_json
from answerback.start import wait
from answerback.start.child import Child
from answerback.start.command import Starting
from answerback.start.follow import Follower
from answerback.start.wait import End, Waited, Waiting, pick

LISTED = {"object": "list", "data": [{"id": "tiny", "object": "model", "owned_by": "x"}]}
MESSAGE = {"role": "assistant", "content": "OK"}
ANSWER = {"id": "1", "model": "tiny", "choices": [{"index": 0, "message": MESSAGE, "finish_reason": "length"}]}
SLEEPS = "import time; time.sleep(600)"


class Service:
    """Answers chats with the statuses given, then well; None: not at all."""

    def __init__(self, *statuses: int | None) -> None:
        self.statuses = list(statuses)
        self.chats = 0

    async def handle(self, call: Call, channel: Channel) -> None:
        if call.path == "/v1/models":
            await reply_json(channel, 200, LISTED)
            return
        self.chats += 1
        status = self.statuses.pop(0) if self.statuses else 200
        if status is None:
            await asyncio.sleep(600)
        error = {"error": {"message": "Loading model", "type": "unavailable_error", "code": status}}
        await reply_json(channel, status or 200, ANSWER if status == 200 else error)


@contextmanager
def started(tmp_path: Path, code: str = SLEEPS) -> Iterator[Child]:
    child = Child(Starting((sys.executable, "-c", code)), tmp_path / "log")
    try:
        yield child
    finally:
        child.end()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wait, "LOOK_S", 0.01)
    monkeypatch.setattr(wait, "TRY_S", 0.01)


def waited(child: Child, base: str, patience_s: float = 60, tell: Callable[..., None] = lambda *_: None) -> Waited:
    return Waiting(child, Follower(child.log), base, None, "wanted").run(patience_s, tell)


def test_it_waits_until_it_generates_under_the_name_that_is_listed(tmp_path: Path) -> None:
    service = Service(503, 503)
    with running(service.handle) as url, started(tmp_path) as child:
        found = waited(child, f"{url}/v1")
    assert found == Waited(End.SPEAKS, "tiny")
    assert service.chats == 3


def test_refusals_in_a_row_are_an_answer(tmp_path: Path) -> None:
    service = Service(400, 503, *[400] * 10)
    with running(service.handle) as url, started(tmp_path) as child:
        found = waited(child, f"{url}/v1")
    assert (found.end, found.said) == (End.REFUSES, "Loading model")
    assert service.chats == 2 + wait.TRIES


def test_a_server_that_dies_is_told_with_its_code(tmp_path: Path) -> None:
    with started(tmp_path, "print('going', end=''); raise SystemExit(3)") as child:
        follower = Follower(child.log)
        found = Waiting(child, follower, "http://127.0.0.1:9/v1", None, "m").run(60, lambda *_: None)
    assert found == Waited(End.DIED, exit_code=3)
    assert list(follower.tail) == ["going"]


def test_an_open_port_is_not_enough(tmp_path: Path) -> None:
    began = time.monotonic()
    with running(Service(*[None] * 9).handle) as url, started(tmp_path) as child:
        assert waited(child, f"{url}/v1", 0.5).end is End.LATE
        assert time.monotonic() - began < 20  # it does not wait for the answer that never comes


def test_what_must_be_run_first_is_run_once_it_listens(tmp_path: Path) -> None:
    pull = (sys.executable, "-c", "print('pulled')")
    child = Child(Starting((sys.executable, "-c", SLEEPS), then=pull), tmp_path / "log")
    try:
        with running(Service().handle) as url:
            assert waited(child, f"{url}/v1").end is End.SPEAKS
    finally:
        child.end()
    assert child.log.read_text().startswith("pulled\n")


@pytest.mark.parametrize(
    ("wanted", "listed", "name"),
    [
        ("a", ("b", "a"), "a"),
        ("Qwen/Q-GGUF", ("other:latest", "hf.co/Qwen/Q-GGUF:latest"), "hf.co/Qwen/Q-GGUF:latest"),
        ("a", ("b", "c"), "b"),
        ("a", (), "a"),
    ],
)
def test_the_name_to_ask_for(wanted: str, listed: tuple[str, ...], name: str) -> None:
    assert pick(wanted, listed) == name
