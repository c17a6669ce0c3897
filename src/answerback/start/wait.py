"""Waits until a started server generates, while its log is followed: or until it dies, or the time is over."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum

import msgspec

from answerback.logs.shape import Stage
from answerback.start import speaks
from answerback.start.child import Child
from answerback.start.follow import Follower
from answerback.start.speaks import Heard, State

LOOK_S = 0.2
TRY_S = 0.5
TRIES = 4
"""So many refusals in a row are an answer: what follows is for the check to name."""


class End(StrEnum):
    """How the waiting ended."""

    SPEAKS = "speaks"
    REFUSES = "refuses"
    """It listens, and answers with errors."""
    DIED = "died"
    LATE = "late"


class Waited(msgspec.Struct, frozen=True):
    """How it ended, and under which name the model is served."""

    end: End
    model: str = ""
    said: str = ""
    exit_code: int | None = None


class Waiting:
    """One wait. `tell` hears the stage, how far it is in per cent, and the last line, several times a second."""

    def __init__(self, child: Child, follower: Follower, base: str, key: str | None, wanted: str) -> None:
        """`wanted`: the name under which the model should be served."""
        self.child, self.follower, self.base, self.key, self.wanted = child, follower, base, key, wanted
        self.prepared = not child.starting.then
        self.refusals = 0

    def run(self, patience_s: float, tell: Callable[[Stage | None, float | None, str], None]) -> Waited:
        """Wait at most so many seconds."""
        until = time.monotonic() + patience_s
        pool = ThreadPoolExecutor(1)
        try:
            return self._loop(until, pool, tell)
        finally:  # an answer that does not come ends with the server, which the caller may end now
            pool.shutdown(wait=False, cancel_futures=True)

    def _loop(
        self, until: float, pool: ThreadPoolExecutor, tell: Callable[[Stage | None, float | None, str], None]
    ) -> Waited:
        trying: Future[Waited | None] | None = None
        next_try = 0.0
        while time.monotonic() < until:
            self.follower.look()
            reader = self.follower.reader
            tell(reader.stage, reader.percent, self.follower.tail[-1] if self.follower.tail else "")
            code = self.child.exit_code()
            if code is not None:
                self.follower.close()
                return Waited(End.DIED, exit_code=code)
            if trying is not None and trying.done():
                waited, trying = trying.result(), None
                if waited is not None:
                    return waited
                next_try = time.monotonic() + TRY_S
            if trying is None and time.monotonic() >= next_try:
                trying = pool.submit(self._try)
            time.sleep(LOOK_S)
        return Waited(End.LATE)

    def _try(self) -> Waited | None:
        """Ask once whether it generates; None: not yet."""
        if not self._open():
            return None
        listed = speaks.listen(self.base, self.key)
        if listed.state is not State.SPEAKS:
            return self._refused(listed)
        if not self.prepared:
            if self.child.run_then() != 0:
                return Waited(End.REFUSES, self.wanted)
            self.prepared = True
            listed = speaks.listen(self.base, self.key)
        model = pick(self.wanted, listed.models)
        heard = speaks.speak(self.base, model, self.key)
        if heard.state is State.SPEAKS:
            return Waited(End.SPEAKS, model)
        return self._refused(heard)

    def _refused(self, heard: Heard) -> Waited | None:
        """Count refusals: one may come while the last parts start, several are meant."""
        self.refusals = self.refusals + 1 if heard.state is State.REFUSES else 0
        return Waited(End.REFUSES, self.wanted, heard.said) if self.refusals >= TRIES else None

    def _open(self) -> bool:
        host, _, port = self.base.removeprefix("http://").partition("/")[0].rpartition(":")
        try:
            with socket.create_connection((host.strip("[]"), int(port)), 1):
                return True
        except OSError:
            return False


def pick(wanted: str, listed: Sequence[str]) -> str:
    """Return the name to ask for: the wanted one, one that holds it (`hf.co/…:latest`), else the first listed."""
    lowered = wanted.lower()
    near = [name for name in listed if lowered in name.lower()]
    return wanted if wanted in listed or not listed else (*near, *listed)[0]
