"""A right service in any server's dialect, free of any transport: calls come in, answers go to a channel.

The brain behind it may be the scripted one (the simulator) or a real engine (the embedded service).
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import msgspec

from answerback import server
from answerback.sim import figures, speak
from answerback.sim.brain import Brain, Overloaded, Unrenderable
from answerback.sim.dialect import Page
from answerback.sim.dialects import named
from answerback.sim.figures import Tally
from answerback.sim.job import Job
from answerback.sim.reading import read
from answerback.sim.refusal import Refusal
from answerback.sim.setup import Setup
from answerback.sim.stage import Call, Channel

__all__ = ["Service", "Setup"]

MAX_BODY = 64 * 1024 * 1024


class Service:
    """Serves the API of one dialect. `handle` is the Handler that transports and injections take."""

    def __init__(self, setup: Setup, brain: Brain, *, seed: int = 0, clock: Callable[[], float] = time.time) -> None:
        self.setup, self.brain, self.clock = setup, brain, clock
        self.dialect = named(setup.dialect)(setup)
        self.rng = Random(seed)
        self.places = asyncio.Semaphore(setup.slots) if setup.slots else None
        self.tally = Tally()
        self.prompts: deque[str] = deque(maxlen=8)
        self.served = 0
        """Requests answered so far."""
        base = self.dialect.path
        self._posts: dict[str, Callable[[Call, Channel], Awaitable[None]]] = {
            f"{base}/chat/completions": self._chat,
            f"{base}/completions": self._completions,
            "/tokenize": self._tokenize,
            "/detokenize": self._detokenize,
        }

    async def handle(self, call: Call, channel: Channel) -> None:
        """Answer a request. Raises ConnectionError when the client is gone."""
        origin = call.header("origin")
        if origin and self.dialect.origin:
            channel = _Allowing(channel, origin if self.dialect.origin == "@" else self.dialect.origin)
        try:
            await self._route(call, channel)
        except Refusal as refusal:
            await self._refuse(refusal, channel)
        except speak.Gone:
            raise ConnectionAbortedError("the client has hung up") from None
        self.served += 1

    async def _route(self, call: Call, channel: Channel) -> None:
        dialect = self.dialect
        if call.method == "OPTIONS" and dialect.origin and call.header("access-control-request-method"):
            methods = ("access-control-allow-methods", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT")
            allowed = ("access-control-allow-headers", call.header("access-control-request-headers") or "*")
            return await self._page((200, "text/plain; charset=utf-8", b"OK"), channel, (methods, allowed))
        if self.setup.loading:
            refusal = dialect.loading()
            if refusal is not None:
                raise refusal
        key = self.setup.api_key
        if key is not None and dialect.guards(call.path):
            given = dialect.keys(call)
            if key not in given:
                raise dialect.unauthorized(given=bool(given))
        told = self._metrics() if call.path == "/metrics" and call.method == "GET" else None
        if told is not None:
            return await self._page((200, "text/plain; version=0.0.4; charset=utf-8", told), channel)
        pages = dialect.pages()
        if call.path in self._posts and (call.path.startswith(dialect.path) or dialect.tokenizes):
            if call.method != "POST":
                return await self._page(dialect.wrong_method(call), channel, (("allow", "POST"),))
            return await self._posts[call.path](call, channel)
        if call.path == f"{dialect.path}/models":
            if call.method not in ("GET", "HEAD"):
                return await self._page(dialect.wrong_method(call), channel, (("allow", "GET"),))
            return await self._json(channel, 200, dialect.listing())
        if call.path in pages and call.method in ("GET", "HEAD"):
            return await self._page(pages[call.path](call), channel)
        return await self._page(dialect.other(call), channel)

    # --- routes ----------------------------------------------------------------------------------

    async def _chat(self, call: Call, channel: Channel) -> None:
        await self._generate(call, channel, chat=True)

    async def _completions(self, call: Call, channel: Channel) -> None:
        await self._generate(call, channel, chat=False)

    async def _generate(self, call: Call, channel: Channel, *, chat: bool) -> None:
        job = read(call, self.dialect, self.brain, chat=chat)
        if self.setup.dead:
            raise Refusal(500, "EngineCore encountered an issue. See stack trace (above) for the root cause.",
                          "InternalServerError")  # fmt: skip
        job.cached_tokens = self._cached(job)
        job.id, job.created = self.dialect.make_id(self.rng, call, chat=chat), int(self.clock())
        self.tally.looked_up += job.prompt_tokens
        self.tally.hits += job.cached_tokens or 0
        await self._place()
        self.tally.running += 1
        try:
            write = speak.stream if job.stream else speak.whole
            await write(self.brain, job, self.dialect, channel, self.rng)
        except Unrenderable as error:
            raise Refusal(400, str(error)) from None
        except Overloaded as error:
            raise Refusal(503, str(error)) from None
        finally:
            self.tally.running -= 1
            if self.places is not None:
                self.places.release()

    async def _place(self) -> None:
        """Wait for a place, and count that."""
        if self.places is None:
            return
        since = asyncio.get_running_loop().time()
        self.tally.waiting += 1
        try:
            await self.places.acquire()
        finally:
            self.tally.waiting -= 1
        self.tally.queued += 1
        self.tally.queue_s += asyncio.get_running_loop().time() - since

    def _metrics(self) -> bytes | None:
        """Return the metrics page, None where the product has none or it is turned off."""
        kind = server.named(self.dialect.name)
        known = kind.metrics if kind is not None else None
        if known is None:
            return None
        on = self.setup.metrics if self.setup.metrics is not None else not known.turned_on_by
        model = self.dialect.models[0] if self.dialect.models else ""
        return figures.page(known, self.tally, model) if on else None

    def _cached(self, job: Job) -> int:
        """Return how many prompt tokens an earlier prompt began with too, and remember this one."""
        text = job.prompt.text if job.prompt.text is not None else repr(job.prompt.messages)
        shared = max((_shared(text, old) for old in self.prompts), default=0)
        self.prompts.append(text)
        return min(job.prompt_tokens - 1, job.prompt_tokens * shared // len(text)) if shared and text else 0

    async def _tokenize(self, call: Call, channel: Channel) -> None:
        body = call.json()
        text = body.get("prompt", body.get("content")) if isinstance(body, dict) else None
        if not isinstance(text, str):
            raise self.dialect.invalid("prompt", "missing")
        ids = self.brain.tokenize(text)
        await self._json(channel, 200, {"count": len(ids), "max_model_len": self.setup.context, "tokens": ids})

    async def _detokenize(self, call: Call, channel: Channel) -> None:
        body = call.json()
        ids = body.get("tokens") if isinstance(body, dict) else None
        if not isinstance(ids, list) or not all(isinstance(i, int) for i in ids):
            raise self.dialect.invalid("tokens", "missing")
        await self._json(channel, 200, {"prompt": self.brain.detokenize(ids)})

    # --- writing ---------------------------------------------------------------------------------

    async def _refuse(self, refusal: Refusal, channel: Channel) -> None:
        body = self.dialect.error(refusal)
        if isinstance(body, bytes):
            await self._page((refusal.status, "text/plain", body), channel, refusal.headers)
        else:
            await self._json(channel, refusal.status, body, refusal.headers)

    async def _json(self, channel: Channel, status: int, value: Any, headers: tuple[tuple[str, str], ...] = ()) -> None:
        await self._page((status, self.dialect.json_type, msgspec.json.encode(value)), channel, headers)

    async def _page(self, page: Page, channel: Channel, headers: tuple[tuple[str, str], ...] = ()) -> None:
        status, content_type, body = page
        kind = (("content-type", content_type),) if content_type else ()
        await channel.start(status, (*kind, *self.dialect.headers, *headers), length=len(body))
        if body:
            await channel.write(body)
        await channel.end()


class _Allowing:
    """A channel that adds the header which lets browsers read the answer."""

    def __init__(self, channel: Channel, origin: str) -> None:
        self.channel, self.origin = channel, origin
        self.gone = channel.gone
        self.write, self.end, self.cut = channel.write, channel.end, channel.cut

    async def start(self, status: int, headers: tuple[tuple[str, str], ...], *, length: int | None = None) -> None:
        """Send the head with one header more."""
        await self.channel.start(status, (*headers, ("access-control-allow-origin", self.origin)), length=length)


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
