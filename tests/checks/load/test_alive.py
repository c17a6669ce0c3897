"""A server whose process ends in the middle of the first chat."""

from __future__ import annotations

from typing import Any

from answerback.sim.app import running
from answerback.sim.script import scripted
from answerback.sim.setup import Setup
from answerback.sim.stage import Call, Channel
from answerback.values.asks import Chat
from answerback.wire.curl import CurlWire


def test_a_connection_that_breaks_and_then_is_refused(examine: Any, monkeypatch: Any) -> None:
    right = scripted(Setup(), 0).handle
    dead: list[bool] = []

    async def crashing(call: Call, channel: Channel) -> None:
        if call.path.endswith("/chat/completions"):
            dead.append(True)
            await channel.cut(reset=True)
        else:
            await right(call, channel)

    start = CurlWire.start

    def refused_once_dead(self: Any, number: int, ask: Any, setting: Any) -> None:
        if dead and isinstance(ask, Chat):
            import msgspec

            setting = msgspec.structs.replace(setting, base="http://127.0.0.1:9/v1")
        start(self, number, ask, setting)

    monkeypatch.setattr(CurlWire, "start", refused_once_dead)
    with running(crashing) as url:
        report = examine(f"{url}/v1", "load", "chat", "streaming")
    assert [fault.code for fault in report.faults if fault.severity == "critical"] == ["L02"]
    assert next(r for r in report.results if r.check == "load.alive").reason == "crashed"
