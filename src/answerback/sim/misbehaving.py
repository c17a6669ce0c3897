"""A misbehaving service for a client's own tests: served in a thread, its faults switched between requests."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from answerback.sim import act, spec
from answerback.sim.app import running
from answerback.sim.control import PREFIX, Shown, Switchboard
from answerback.sim.dialects import named
from answerback.sim.script import scripted
from answerback.sim.setup import Setup
from answerback.sim.stage import Handler
from answerback.sim.wire import arrange
from answerback.values.injections import Injection


class Misbehaving:
    """The service while it runs."""

    def __init__(self, root: str, path: str, board: Switchboard) -> None:
        self.root, self.url, self._board = root, root + path, board

    def switch(self, *faults: str, seed: int | None = None) -> None:
        """Play these faults, and no others, from the next request on. Raises UsageError for what cannot be played."""
        self._board.switch([spec.read(fault) for fault in faults], seed)

    @property
    def requests(self) -> list[Shown]:
        """What came since the start or the last `forget`, and what was done to it, the oldest first."""
        return self._ask("GET")

    def forget(self) -> None:
        """Forget the requests so far. Which request is the n-th goes by the last `switch`, not by this."""
        self._ask("DELETE")

    def _ask(self, method: str) -> list[Shown]:
        # over the wire, so that it stands in line behind the requests whose end a client has just read
        parts = urlsplit(self.root)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            connection.request(method, f"{PREFIX}/requests")
            told = msgspec.json.decode(connection.getresponse().read(), type=dict[str, list[Shown]])
        finally:
            connection.close()
        return told["requests"]


@contextlib.contextmanager
def misbehaving(*faults: str, dialect: str = "", seed: int = 0, pace: bool = False) -> Iterator[Misbehaving]:
    """Serve on a free port of 127.0.0.1 while the block runs.

    `faults`: as for `answerback sim --fault`; none: a right service. `dialect`: the first fault's own, else vLLM's.
    `pace`: answer as slowly as a small model, not at once. Raises UsageError for what cannot be played.
    """
    specs = [spec.read(fault) for fault in faults]
    spoken = dialect or next((one.dialect for one in specs if one.dialect), "vllm")
    usual = None if pace else Setup(dialect=spoken)

    def make(injections: Sequence[Injection], seed: int, log: Any) -> Handler:
        setup, rest = arrange(spoken, injections, usual)
        return act.wrap(scripted(setup, seed).handle, rest, seed=seed, setup=setup, log=log)

    board = Switchboard(make, configurable=True, seed=seed)
    board.switch(specs)
    setup, _ = arrange(spoken, [i for one in specs for i in one.injections], usual)
    with running(board.handle) as root:
        yield Misbehaving(root, named(spoken)(setup).path, board)
