"""What this machine says of a local service that cannot be reached, with real processes and sockets."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from answerback.sim.app import refused, running
from answerback.sim.stage import Call, Channel
from answerback.values.report import Report
from answerback.values.result import Status


def said(report: Report, check: str) -> tuple[Status, str]:
    result = next(r for r in report.results if r.check == check)
    return result.status, result.reason


async def blog(call: Call, channel: Channel) -> None:
    await channel.start(200, (("content-type", "text/html"),), length=6)
    await channel.write(b"<html>")
    await channel.end()


@pytest.mark.parametrize("command", [("vllm", "serve", "m"), ("llama-server", "-m", "m.gguf")])
def test_a_server_that_still_loads(examine: Any, pretend: Any, command: tuple[str, ...]) -> None:
    with refused() as url:
        pretend(*command, "--port", str(urlsplit(url).port))
        report = examine(f"{url}/v1", "connection", "host")
    assert said(report, "host.machine") == (Status.FAIL, "loading")
    assert report.faults[0].code == "A19"
    assert "A01" not in [f.code for f in report.faults]


def test_a_port_that_somebody_else_holds(examine: Any, pretend: Any) -> None:
    with running(blog) as url:
        pretend("vllm", "serve", "m", "--port", str(urlsplit(url).port))
        report = examine(f"{url}/v1", "connection", "host")
    assert said(report, "host.machine") == (Status.FAIL, "taken")
    assert [f.code for f in report.faults] == ["N03"]


def test_a_port_that_is_held_by_no_llm_server(examine: Any) -> None:
    with running(blog) as url:
        report = examine(f"{url}/v1", "connection", "host")
    assert said(report, "host.machine") == (Status.FAIL, "foreign")
    assert [(f.code, str(f.confidence)) for f in report.faults] == [("A18", "certain")]


def test_another_machine_is_not_judged(examine: Any) -> None:
    report = examine("http://no-such-host.invalid/v1", "connection", "host")
    assert "host.machine" not in [r.check for r in report.results]
