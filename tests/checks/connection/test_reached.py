"""Finding the base that works, and telling apart what keeps one from it, on real sockets."""

from __future__ import annotations

import asyncio
import zlib
from functools import cache
from typing import Any

import pytest

from answerback.sim.app import blackhole, refused, running
from answerback.sim.script import scripted
from answerback.sim.setup import Setup
from answerback.sim.stage import Call, Channel, Handler, reply_json
from answerback.values.report import Report
from answerback.values.result import Status, Verdict


def right(**setup: Any) -> Handler:
    return scripted(Setup(**setup), 0).handle


def said(report: Report, check: str) -> tuple[Status, str]:
    result = next(r for r in report.results if r.check == check)
    return result.status, result.reason


def codes(report: Report) -> list[str]:
    return [found.code for found in report.faults]


@pytest.mark.parametrize(
    "spelling", ["{}", "{}/", "{}/v1", "{}/v1/", "{}/v1/models", "{}/v1/chat/completions", "{}/v1/v1"]
)
def test_any_spelling_finds_the_base(examine: Any, spelling: str) -> None:
    with running(right()) as url:
        for whole in (spelling.format(url), spelling.format(url.removeprefix("http://"))):
            report = examine(whole, "connection")
            assert report.target.base == f"{url}/v1"
            assert report.verdict is Verdict.HEALTHY


@pytest.mark.parametrize("prefix", ["/api/v3", "/compatible-mode/v1", "/api/paas/v4"])
def test_a_vendors_prefix_is_found_and_named(examine: Any, prefix: str) -> None:
    with running(right(prefix=prefix)) as url:
        report = examine(f"{url}/v1", "connection")
        assert report.target.base == f"{url}{prefix}"
        assert codes(report) == ["A12"]
        assert report.verdict is Verdict.HEALTHY


def test_a_spelling_that_is_no_base_is_a_remark(examine: Any) -> None:
    with running(right()) as url:
        assert codes(examine(url, "connection")) == ["A09"]
        assert codes(examine(f"{url}/v1/v1", "connection")) == ["A10"]
        assert codes(examine(f"{url}/v1/chat/completions", "connection")) == ["A11"]
        assert codes(examine(f"{url}/v1", "connection")) == []


def test_the_list_of_the_right_base_is_read_after_a_wrong_spelling(examine: Any) -> None:
    with running(right(prefix="/api/v3")) as url:
        report = examine(f"{url}/v1", "models")
        assert said(report, "models.listed") == (Status.PASS, "")
        assert report.target.model == "Qwen/Qwen3-0.6B"


def test_a_refused_connection(examine: Any) -> None:
    with refused() as url:
        report = examine(url, "connection", "host")
        assert said(report, "connection.reached") == (Status.FAIL, "refused")
        assert codes(report)[0] == "A01"
        assert (report.verdict, report.exit_code) == (Verdict.UNREACHABLE, 3)
        result = next(r for r in report.results if r.check == "connection.reached")
        assert result.facts["curl"] == 7


def test_a_filtered_port(examine: Any) -> None:
    with blackhole() as url:
        report = examine(url, "connection", "host", timeout_s=1.0)
        assert said(report, "connection.reached") == (Status.FAIL, "connect_timeout")
        assert codes(report)[0] == "A04"


def test_an_unknown_name(examine: Any) -> None:
    report = examine("http://no-such-host.invalid/v1", "connection")
    assert said(report, "connection.reached") == (Status.FAIL, "name_lookup")
    assert codes(report) == ["A05"]


def test_a_page_for_people_is_no_api(examine: Any) -> None:
    async def grafana(call: Call, channel: Channel) -> None:
        await channel.start(200, (("content-type", "text/html"),), length=None)
        await channel.write(b"<!DOCTYPE html><html><head><title>Grafana</title></head></html>")
        await channel.end()

    with running(grafana) as url:
        report = examine(url, "connection", "host")
        assert said(report, "connection.reached") == (Status.FAIL, "no-api")
        assert codes(report)[0] == "A18"
        assert report.verdict is Verdict.BROKEN
        facts = next(r.facts for r in report.results if r.check == "connection.reached")
        assert facts["said"] == "HTTP 200 Grafana"


def test_a_service_without_a_list_is_reached_by_its_chat_route(examine: Any) -> None:
    service = right()

    async def without_list(call: Call, channel: Channel) -> None:
        if call.path.endswith("/models"):
            await reply_json(channel, 404, {"detail": "Not Found"})
        else:
            await service(call, channel)

    with running(without_list) as url:
        report = examine(f"{url}/v1", "connection")
        assert said(report, "connection.reached") == (Status.PASS, "")
        assert said(report, "models.listed") == (Status.UNSUPPORTED, "missing")
        assert codes(report) == []


@pytest.mark.parametrize(("status", "severity"), [(301, "major"), (302, "major"), (307, "info"), (308, "info")])
def test_a_redirect_on_the_same_host_names_the_final_base(examine: Any, status: int, severity: str) -> None:
    service = right()

    async def moved(call: Call, channel: Channel) -> None:
        if call.path.startswith("/new/"):
            inner = Call(call.method, call.path.removeprefix("/new"), call.query, call.headers, call.body)
            await service(inner, channel)
        else:
            await channel.start(status, (("location", f"/new{call.path}"),), length=0)
            await channel.end()

    with running(moved) as url:
        report = examine(f"{url}/v1", "connection")
        assert report.target.base == f"{url}/new/v1"
        assert [(f.code, str(f.severity)) for f in report.faults if f.code == "A13"] == [("A13", severity)]


def test_the_key_never_follows_a_redirect_to_another_host(examine: Any) -> None:
    seen: list[Call] = []

    async def thief(call: Call, channel: Channel) -> None:
        seen.append(call)
        await reply_json(channel, 200, {"object": "list", "data": [{"id": "m"}]})

    with running(thief, host="127.0.0.2") as other:

        async def away(call: Call, channel: Channel) -> None:
            await channel.start(307, (("location", f"{other}{call.path}"),), length=0)
            await channel.end()

        with running(away) as url:
            report = examine(f"{url}/v1", "connection", "auth", key="sk-very-secret-key")
    assert said(report, "connection.reached") == (Status.FAIL, "moved-away")
    assert codes(report)[0] == "A13"
    assert seen
    assert not [call for call in seen if "secret" in repr(call)]


def test_a_redirected_chat_is_named(examine: Any) -> None:
    service = right()

    async def moved(call: Call, channel: Channel) -> None:
        if call.method == "POST":
            await channel.start(301, (("location", f"https://api.example{call.path}"),), length=0)
            await channel.end()
        else:
            await service(call, channel)

    with running(moved) as url:
        report = examine(f"{url}/v1", "connection")
        assert said(report, "connection.post-arrives") == (Status.FAIL, "redirected")
        assert codes(report)[0] == "A13"


def test_a_service_that_never_answers_ends_at_the_deadline(examine: Any) -> None:
    async def silent(call: Call, channel: Channel) -> None:
        await channel.gone.wait()

    with running(silent) as url:
        report = examine(f"{url}/v1", "connection", timeout_s=0.6)
        assert said(report, "connection.reached") == (Status.FAIL, "no_first_byte")
        assert report.timing.wall_s < 5


async def one_byte_at_a_time(call: Call, channel: Channel) -> None:
    await channel.start(200, (("content-type", "text/html"),), length=None)
    while not channel.gone.is_set():
        await channel.write(b"x")
        await asyncio.sleep(0.05)


async def endless(call: Call, channel: Channel) -> None:
    await channel.start(200, (("content-type", "application/json"),), length=None)
    while not channel.gone.is_set():
        await channel.write(b"[" * 65536)


@cache
def squeezed() -> bytes:
    """64 MB of one character, made once: squeezing it takes longer than the service may be silent."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    return squeeze.compress(b"0" * 64_000_000) + squeeze.flush()


async def bomb(call: Call, channel: Channel) -> None:
    data = squeezed()
    await channel.start(200, (("content-type", "text/html"), ("content-encoding", "gzip")), length=len(data))
    await channel.write(data)
    await channel.end()


async def huge_headers(call: Call, channel: Channel) -> None:
    await channel.start(200, tuple((f"x-{n}", "y" * 8000) for n in range(200)), length=0)
    await channel.end()


async def deep(call: Call, channel: Channel) -> None:
    body = b"[" * 200_000 + b"]" * 200_000
    await channel.start(200, (("content-type", "application/json"),), length=len(body))
    await channel.write(body)
    await channel.end()


async def invalid_text(call: Call, channel: Channel) -> None:
    body = b'{"object":"list","data":[{"id":"\xff\xfe\x1b[2J"}]}'
    await channel.start(200, (("content-type", "application/json"),), length=len(body))
    await channel.write(body)
    await channel.end()


async def cut_short(call: Call, channel: Channel) -> None:
    await channel.start(200, (("content-type", "text/plain"),), length=1000)
    await channel.write(b"half")
    await channel.cut()


HOSTILE = {
    "one byte at a time": (one_byte_at_a_time, {"stalled"}),
    "endless": (endless, {""}),
    "gzip bomb": (bomb, {"no-api", "too_large"}),
    "huge headers": (huge_headers, {"too_large"}),
    "deep JSON": (deep, {"no-api"}),
    "invalid UTF-8": (invalid_text, {"no-api", ""}),
    "cut short": (cut_short, {"cut"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_service_is_a_bounded_named_failure(examine: Any, name: str) -> None:
    handler, reasons = HOSTILE[name]
    squeezed()
    with running(handler) as url:
        report = examine(f"{url}/v1", "connection", "auth", "host", "models", timeout_s=1.0)
    assert report.verdict in (Verdict.BROKEN, Verdict.UNREACHABLE)
    assert said(report, "connection.reached")[1] in reasons
    assert report.faults
    assert not [r for r in report.results if r.status is Status.CRASH]
    assert report.timing.wall_s < 12


def test_an_endless_list_is_named_although_the_service_was_reached(examine: Any) -> None:
    service = right()

    async def half(call: Call, channel: Channel) -> None:
        await (endless if call.path.endswith("/models") else service)(call, channel)

    with running(half) as url:
        report = examine(f"{url}/v1", "connection", timeout_s=2.0)
    assert said(report, "connection.list-whole") == (Status.FAIL, "endless")
    assert said(report, "chat.answers") == (Status.PASS, "")
    result = next(r for r in report.results if r.check == "connection.list-whole")
    assert result.facts["kind"] == "too_large"
