"""A pasted request on the wire: the very head and body that curl would send."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from answerback.sim.app import refused, running
from answerback.sim.stage import Call, Channel, reply_json
from answerback.values.exchange import FailureKind
from answerback.wire.once import Once, Sending

JSON = ("Content-Type", "application/json")


@pytest.fixture
def heard() -> Iterator[tuple[str, list[Call]]]:
    calls: list[Call] = []

    async def answer(call: Call, channel: Channel) -> None:
        calls.append(call)
        if call.path == "/moved":
            await channel.start(307, (("location", "/there"),), length=0)
            await channel.end()
        else:
            await reply_json(channel, 200, {"path": call.path})

    with running(answer) as url:
        yield url, calls


def send(sending: Sending) -> object:
    wire = Once(sending)
    try:
        return wire.send()
    finally:
        wire.close()


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
@pytest.mark.parametrize(
    ("words", "sending"),
    [
        ([], {"method": "GET"}),
        (["-d", "a=1"], {"method": "POST", "body": "a=1", "has_body": True,
                         "headers": (("Content-Type", "application/x-www-form-urlencoded"),)}),
        (["-X", "GET", "-d", "{}", "-H", "Content-Type: application/json"],
         {"method": "GET", "body": "{}", "has_body": True, "headers": (JSON,)}),
        (["-X", "PUT"], {"method": "PUT"}),
        (["-H", "Authorization: Bearer abc"], {"method": "GET", "headers": (("Authorization", "Bearer abc"),)}),
    ],
)  # fmt: skip
def test_what_is_sent_is_what_curl_sends(heard, words, sending):
    url, calls = heard
    subprocess.run(["curl", "-s", f"{url}/x", *words], check=True, capture_output=True)
    send(Sending(f"{url}/x", **sending))
    by_curl, ours = calls

    def shown(call: Call) -> object:
        names = ("content-type", "authorization", "accept", "content-length")
        heads = {name.lower(): value for name, value in call.headers if name.lower() in names}
        return call.method, call.path, call.body, heads

    assert shown(ours) == shown(by_curl)


def test_redirects_are_followed_only_when_asked(heard):
    url, _ = heard
    assert send(Sending(f"{url}/moved", "GET")).status == 307
    assert send(Sending(f"{url}/moved", "GET", follow=True)).status == 200


def test_pieces_and_head_are_heard_while_they_come(heard):
    url, _ = heard
    pieces: list[bytes] = []
    lines: list[bytes] = []
    wire = Once(Sending(f"{url}/x", "GET"), pieces.append, lines.append)
    exchange = wire.send()
    wire.close()
    assert b"".join(pieces) == exchange.body and lines[0].startswith(b"HTTP/1.1 200")


def test_the_record_shows_no_key(heard):
    url, _ = heard
    headers = (("Authorization", "Bearer sk-secret-secret"), ("X-Session-Token", "tok-secret"))
    exchange = send(Sending(f"{url}/x", "GET", headers))
    assert "secret" not in repr(exchange.request)


def test_a_proxy_that_refuses_is_told_as_such():
    with refused() as nobody:
        exchange = send(Sending("http://127.0.0.1:9/x", "GET", proxy=nobody))
    assert exchange.failure.kind is FailureKind.PROXY and exchange.proxy == nobody
