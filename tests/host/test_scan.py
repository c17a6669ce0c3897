"""Finding services on this machine without a URL."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from answerback.host import scan
from answerback.sim.app import refused, running
from answerback.sim.script import scripted
from answerback.sim.setup import Setup
from answerback.sim.stage import Call, Channel


async def blog(call: Call, channel: Channel) -> None:
    await channel.start(200, (("content-type", "text/html"),), length=6)
    await channel.write(b"<html>")
    await channel.end()


def test_only_llm_services_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Call] = []
    service = scripted(Setup(), 0).handle

    async def watched(call: Call, channel: Channel) -> None:
        seen.append(call)
        await service(call, channel)

    with running(watched) as url, running(blog) as other, refused() as nothing:
        ports = tuple(urlsplit(u).port or 0 for u in (nothing, other, url))
        monkeypatch.setattr(scan, "USUAL_PORTS", ports)
        found = scan.local_services()
    assert url in found
    assert other not in found
    assert not [call for call in seen if call.header("authorization")]
