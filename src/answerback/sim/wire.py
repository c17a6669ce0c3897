"""A wire to a simulated service inside this process, in virtual time: no socket, no waiting, always the same.

What a request meets (deadlines, a cut body, gzip, a hang-up) ends as it does with libcurl; numbers and words were
taken from libcurl 8.23 on real sockets.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from answerback.sim.dialects import named
from answerback.sim.flight import SOCKET, Flight, World
from answerback.sim.setup import Setup
from answerback.sim.stage import Handler
from answerback.sim.virtual import VirtualLoop
from answerback.values.asked import Asked
from answerback.values.asks import AnyAsk, Look
from answerback.values.exchange import Exchange, Piece, Request
from answerback.values.injections import Configure, Injection
from answerback.values.target import Setting, Target
from answerback.wire.curl import compose

if TYPE_CHECKING:
    from answerback.sim.act import Deed

TTFT_S, ITL_S = 0.04, 0.008
"""The tempo of a small model, where the setup names none."""


def arrange(dialect: str, injections: Sequence[Injection], setup: Setup | None = None) -> tuple[Setup, list[Injection]]:
    """Return the setup with every Configure applied, and the other injections."""
    chosen = setup or Setup(dialect=dialect, ttft_s=TTFT_S, itl_s=ITL_S)
    rest: list[Injection] = []
    for injection in injections:
        if isinstance(injection, Configure):
            chosen = chosen.with_(injection.name, injection.value)
        else:
            rest.append(injection)
    return chosen, rest


def stage(
    setup: Setup, injections: Sequence[Injection], seed: int = 0, log: Callable[[Deed], None] | None = None
) -> Handler:
    """Return a right service with injections around it; `log` is told what was done to each request."""
    from answerback.sim.script import scripted

    handler: Handler = scripted(setup, seed).handle
    if injections or log is not None:
        from answerback.sim import act

        handler = act.wrap(handler, tuple(injections), seed=seed, setup=setup, log=log)
    return handler


class SimWire:
    """The simulator as the engine sees it. `wire.curl.Wire` says what each method does."""

    def __init__(
        self,
        dialect: str = "vllm",
        injections: Sequence[Injection] = (),
        seed: int = 0,
        setup: Setup | None = None,
        handler: Handler | None = None,
        log: Callable[[Deed], None] | None = None,
        asked: Asked | None = None,
    ) -> None:
        """`asked`: how it is to be asked, and from what kind of machine; see `target`."""
        self.setup, rest = arrange(dialect, injections, setup)
        self.loop = VirtualLoop()
        handler = handler or stage(self.setup, [i for i in rest if not isinstance(i, SOCKET)], seed, log)
        self.asked = asked or Asked()
        sockets = [i for i in rest if isinstance(i, SOCKET)]
        self.world = World(self.loop, handler, self.setup, sockets, self.asked.proxy)
        self.tasks: set[asyncio.Task[None]] = set()
        self.bell: asyncio.Future[None] | None = None

    @property
    def url(self) -> str:
        """Base URL under which the service is to be asked for."""
        prefix = self.setup.prefix
        return f"http://sim:8000{named(self.setup.dialect).prefix if prefix is None else prefix}"

    @property
    def target(self) -> Target:
        """The service, as it is to be asked."""
        return self.asked.target(self.url)

    def look(self, number: int, ask: Look, setting: Setting) -> Exchange:
        """Return what the simulated machine shows, as `host.look.exchange` does for this one."""
        from answerback.host.look import View
        from answerback.server import host_of

        request = Request("LOOK", "")
        if not self.asked.machine:
            return Exchange(number, ask, request)
        usual = msgspec.to_builtins(View(port=ask.port, host=host_of(setting.base), addresses=("127.0.0.1",)))
        body = msgspec.json.encode({**usual, **self.asked.machine})
        return Exchange(number, ask, request, status=200, pieces=(Piece(0, body),))

    def now_ns(self) -> int:
        """Virtual nanoseconds since the wire was made."""
        return int(self.loop.time() * 1e9)

    def start(self, number: int, ask: AnyAsk, setting: Setting) -> None:
        """Begin an ask."""
        request, lines = compose(ask, setting)
        flight = Flight(self.world, number, ask, request, setting)
        task = self.loop.create_task(flight.run(lines))
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if self.bell is not None and not self.bell.done():
            if error is not None:
                self.bell.set_exception(error)
            else:
                self.bell.set_result(None)

    def finished(self) -> list[Exchange]:
        """Run until something ends, and return what did."""
        while not self.world.over and self.tasks:
            self.bell = self.loop.create_future()
            self.loop.run_until_complete(self.bell)
        done, self.world.over = self.world.over, []
        return done

    def close(self) -> None:
        """End everything that is under way."""
        if self.loop.is_closed():
            return
        left = asyncio.all_tasks(self.loop)
        for task in left:
            task.cancel()
        if left:
            self.loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()
