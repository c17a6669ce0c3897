"""Switches faults while the service runs: GET, PUT and DELETE of `/_answerback/faults`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from answerback.command import UsageError
from answerback.sim import spec
from answerback.sim.act import Deed
from answerback.sim.spec import Spec
from answerback.sim.stage import Call, Channel, Handler, reply_json
from answerback.values.injections import Configure, Filtered, Injection, NoListener, NoName, SpeaksTls
from answerback.values.text import Text

PREFIX = "/_answerback"
KEPT = 1000
"""Deeds that are remembered."""

SOCKETS = (NoListener, Filtered, NoName, SpeaksTls)
"""What can only be decided before there is a socket."""

AT_START = Text(
    en="{name} concerns the socket itself: give it to --fault at the start",
    zh="{name} 涉及监听套接字本身：只能在启动时用 --fault 指定",
)
NOT_HERE = Text(
    en="{name} sets up the simulated service: a proxy cannot set up the service behind it",
    zh="{name} 用于配置模拟服务：代理无法改变其后真实服务的配置",
)

Log = Callable[[Deed], None]
Make = Callable[[Sequence[Injection], int, Log], Handler]
"""Builds the whole service from injections, a seed and a log."""


class Shown(msgspec.Struct):
    """A deed as the control endpoint and the log tell it."""

    number: int
    method: str
    path: str
    stream: bool
    status: int
    done: dict[str, int]
    """What acted on it, as it was written, and how often it changed something."""


class Switchboard:
    """The service with its present faults; `handle` is the Handler to serve."""

    def __init__(self, make: Make, *, configurable: bool, seed: int = 0, log: Callable[[Shown], None] | None = None):
        self.make, self.configurable, self.log = make, configurable, log
        self.deeds: deque[Shown] = deque(maxlen=KEPT)
        self.number = 0
        self.seed = seed
        self.specs: tuple[Spec, ...] = ()
        self.switch(())

    def switch(self, specs: Sequence[Spec], seed: int | None = None) -> None:
        """Play these faults from the next request on. Raises UsageError, and then nothing has changed."""
        injections = [injection for one in specs for injection in one.injections]
        for injection in injections:
            name = type(injection).__name__
            if isinstance(injection, SOCKETS):
                raise UsageError(AT_START, name=name)
            if isinstance(injection, Configure) and not self.configurable:
                raise UsageError(NOT_HERE, name=name)
        labels = {id(injection): one.text for one in specs for injection in one.injections}
        chosen = self.seed if seed is None else seed
        handler = self.make(injections, chosen, lambda deed: self._note(deed, labels))
        self.specs, self.seed, self.handler = tuple(specs), chosen, handler

    def _note(self, deed: Deed, labels: dict[int, str]) -> None:
        done: dict[str, int] = {}
        for injection, times in deed.done:
            label = labels.get(id(injection), "")
            done[label] = done.get(label, 0) + times
        self.number += 1
        shown = Shown(self.number, deed.method, deed.path, deed.stream, deed.status, done)
        self.deeds.append(shown)
        if self.log is not None:
            self.log(shown)

    async def handle(self, call: Call, channel: Channel) -> None:
        """Answer a request: the endpoint's own, or the service's."""
        if call.path == f"{PREFIX}/faults":
            await self._faults(call, channel)
        elif call.path == f"{PREFIX}/requests":
            if call.method == "DELETE":
                self.deeds.clear()
            await reply_json(channel, 200, {"requests": list(self.deeds)})
        elif call.path.startswith(f"{PREFIX}/"):
            await _complain(channel, 404, f"there is {PREFIX}/faults and {PREFIX}/requests")
        else:
            await self.handler(call, channel)

    async def _faults(self, call: Call, channel: Channel) -> None:
        if call.method not in ("GET", "HEAD", "PUT", "DELETE"):
            await _complain(channel, 405, "use GET, PUT or DELETE", (("allow", "GET, PUT, DELETE"),))
            return
        try:
            if call.method == "PUT":
                self._put(call.json())
            elif call.method == "DELETE":
                self.switch(())
        except UsageError as error:
            await _complain(channel, 400, str(error))
            return
        await reply_json(channel, 200, self.state())

    def _put(self, body: Any) -> None:
        seed = body.get("seed") if isinstance(body, dict) else None
        wanted = body.get("faults") if isinstance(body, dict) else body
        if not isinstance(wanted, list) or not (seed is None or isinstance(seed, int)):
            raise UsageError(SHAPE)
        self.switch([spec.from_data(one) for one in wanted], seed)

    def state(self) -> dict[str, Any]:
        """Return what is being played, as plain data."""
        faults = [
            {"fault": one.text, "code": one.code or None, "injections": [spec.write(i) for i in one.injections]}
            for one in self.specs
        ]
        return {"faults": faults, "seed": self.seed, "requests": self.number}


SHAPE = Text(
    en='send {{"faults": ["H04", "Delay:first_s=2"]}}, or the list alone',
    zh='请发送 {{"faults": ["H04", "Delay:first_s=2"]}}，或只发送其中的列表',
)


async def _complain(channel: Channel, status: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
    await reply_json(channel, status, {"error": {"message": message, "type": "answerback_control"}}, headers)
