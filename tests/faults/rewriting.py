"""Streams rewritten event by event on their way: forms that no injection has a name for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from answerback.run import Run
from answerback.sim.acts.shape import Relay
from answerback.sim.stage import Call, Channel, Handler
from answerback.sim.wire import SimWire, arrange, stage
from answerback.values.injections import Injection
from answerback.values.report import Report
from answerback.values.result import Severity
from answerback.values.target import STANDARD, Level, Target

Rewriter = Callable[[str], Iterable[str]]
"""Makes blocks of a stream out of the data of one event."""
FIELDS = ("content", "reasoning_content", "reasoning")


def play(dialect: str, fresh: Callable[[], Rewriter], *injections: Injection, level: Level = STANDARD) -> Report:
    """Run a whole check against a service whose streams are rewritten."""
    setup, rest = arrange(dialect, injections)
    wire = SimWire(setup=setup, handler=_rewritten(stage(setup, rest), fresh))
    try:
        return Run(Target(wire.url), wire, level).report()
    finally:
        wire.close()


def named(dialect: str, fresh: Callable[[], Rewriter], *injections: Injection, level: Level = STANDARD) -> list[str]:
    """Return the codes at minor or above, the first one first."""
    report = play(dialect, fresh, *injections, level=level)
    return [fault.code for fault in report.faults if fault.severity.rank <= Severity.MINOR.rank]


def _rewritten(handler: Handler, fresh: Callable[[], Rewriter]) -> Handler:
    async def handle(call: Call, channel: Channel) -> None:
        body = call.json()
        streams = call.path.endswith("/chat/completions") and isinstance(body, dict) and body.get("stream")
        await handler(call, _Rewriting(channel, fresh()) if streams else channel)

    return handle


class _Rewriting(Relay):
    def __init__(self, channel: Channel, rewrite: Rewriter) -> None:
        super().__init__(channel)
        self.rest, self.rewrite = "", rewrite

    async def write(self, data: bytes) -> None:
        *blocks, self.rest = (self.rest + data.decode()).split("\n\n")
        for block in blocks:
            _, field, text = block.partition("data:")
            for out in self.rewrite(text.strip()) if field else (f"{block}\n\n",):
                await self.channel.write(out.encode())


def event(data: Any) -> str:
    """Return a well-formed event."""
    return f"data: {data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)}\n\n"


def chunk(data: str) -> dict[str, Any]:
    """Return an event's chunk, or an empty dict for [DONE]."""
    return {} if data == "[DONE]" else json.loads(data)


def spoken(data: str) -> str:
    """Return the name of the field in which a chunk carries text, or an empty string."""
    choices = chunk(data).get("choices")
    return next((name for name in FIELDS if choices and choices[0]["delta"].get(name)), "")


def ends(data: str) -> bool:
    """Whether a chunk has a finish_reason."""
    choices = chunk(data).get("choices")
    return bool(choices and choices[0].get("finish_reason"))


def saying(data: str, text: str) -> str:
    """Return the event with another text."""
    changed, name = chunk(data), spoken(data)
    changed["choices"][0]["delta"][name] = text
    return event(changed)
