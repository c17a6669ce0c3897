"""A small right service for tests of load: streams as many words as it is asked for, and can be told to misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from answerback.bench.arrivals import times
from answerback.bench.conduct import Orders
from answerback.bench.goals import Goal
from answerback.bench.plan import Expected, Work
from answerback.bench.record import Record
from answerback.sim.stage import Call, Channel, reply_json
from answerback.values.target import Setting, Target


class Service:
    """`fail(number)` may give a status for a request; `gap_s` is between words, `wait_s` before the first."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.fail: Callable[[int], int] = lambda number: 0
        self.wait_s = self.gap_s = 0.0
        self.active = self.most_active = 0

    async def handle(self, call: Call, channel: Channel) -> None:
        if call.method == "GET":
            card = {"id": "tiny", "object": "model"}
            await reply_json(channel, 200, {"object": "list", "data": [card]})
            return
        asked = call.json()
        self.calls.append(asked)
        self.active += 1
        self.most_active = max(self.most_active, self.active)
        try:
            if status := self.fail(len(self.calls)):
                await reply_json(channel, status, {"error": {"message": "too much", "type": "overload"}})
                return
            await self._stream(asked["max_tokens"], channel)
        finally:
            self.active -= 1

    async def _stream(self, words: int, channel: Channel) -> None:
        await channel.start(200, (("content-type", "text/event-stream"),))
        await asyncio.sleep(self.wait_s)
        for number in range(words):
            if number and self.gap_s:
                await asyncio.sleep(self.gap_s)
            await self._say(channel, [{"index": 0, "delta": {"content": f"w{number} "}, "finish_reason": None}])
        await self._say(channel, [{"index": 0, "delta": {}, "finish_reason": "length"}])
        await self._say(channel, [], {"prompt_tokens": 7, "completion_tokens": words, "total_tokens": 7 + words})
        await channel.write(b"data: [DONE]\n\n")
        await channel.end()

    async def _say(self, channel: Channel, choices: list[Any], usage: Any = None) -> None:
        chunk = {"id": "c", "object": "chat.completion.chunk", "choices": choices, "usage": usage}
        await channel.write(b"data: " + msgspec.json.encode(chunk) + b"\n\n")


class Words:
    """A source of equal requests; remembers what came of them."""

    def __init__(self, tokens: int = 5, most: int | None = None) -> None:
        self.tokens, self.most = tokens, most
        self.given = 0
        self.records: list[Record] = []

    def next(self) -> Work | None:
        if self.given == self.most:
            return None
        self.given += 1
        asked = {"model": "tiny", "messages": [{"role": "user", "content": "go"}], "stream": True}
        body = msgspec.json.encode({**asked, "max_tokens": self.tokens})
        return Work(number=self.given - 1, body=body, max_tokens=self.tokens, prompt_tokens=7)

    @property
    def over(self) -> bool:
        return True

    def ended(self, record: Record) -> None:
        self.records.append(record)

    def expected(self) -> Expected:
        return Expected(self.most, 7, self.tokens)


def setting(url: str, timeout_s: float = 10.0) -> Setting:
    """Return where the service is."""
    return Setting(Target(url, timeout_s=timeout_s, connect_s=2.0), f"{url}/v1", "tiny")


def orders(url: str, goals: tuple[Goal, ...], worker: int) -> Orders:
    """Return orders for one process; the third process cannot be made."""
    if worker == 2:
        raise SystemExit(1)
    return Orders(setting=setting(url), source=lambda stage: Words(), times=times, goals=goals)
