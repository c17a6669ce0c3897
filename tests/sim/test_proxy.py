"""The proxy before services on real sockets."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parent / "acts"))

from playing import Service

from answerback.sim import act
from answerback.sim.app import refused, running
from answerback.sim.proxy import FULL, Upstream
from answerback.sim.stage import Call, Channel, reply_json
from answerback.values.injections import (
    Affix,
    Cut,
    DropEvent,
    DropRequest,
    HoldStream,
    Injection,
    Rechunk,
)

CHAT = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


@pytest.fixture(autouse=True)
def no_proxy_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


class Heard:
    """A response on a real socket, with the times of its pieces."""

    def __init__(self, url: str, method: str = "POST", path: str = "/v1/chat/completions", body: object = None,
                 headers: dict[str, str] | None = None) -> None:  # fmt: skip
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        data = body if isinstance(body, bytes) else msgspec.json.encode(body) if body is not None else None
        connection.request(method, path, data, headers or {"content-type": "application/json"})
        response = connection.getresponse()
        self.status, self.headers = response.status, {k.lower(): v for k, v in response.getheaders()}
        self.pieces: list[tuple[float, bytes]] = []
        self.broken = False
        try:
            while piece := response.read1(65536):
                self.pieces.append((time.monotonic(), piece))
        except (http.client.IncompleteRead, ConnectionError):
            self.broken = True
        connection.close()
        self.body = b"".join(data for _, data in self.pieces)


def before(service: object, *injections: Injection) -> Iterator[str]:
    with running(service.handle) as url, running(act.wrap(Upstream(url).handle, injections)) as proxied:  # type: ignore[attr-defined]
        yield proxied


def test_calls_and_answers_pass_unchanged():
    service = Service(pause_s=0)
    for url in before(service):
        heard = Heard(url, path="/v1/chat/completions?a=b%20c", body=CHAT,
                      headers={"Content-Type": "text/x", "Authorization": "Bearer sk-x", "X-Empty": ""})  # fmt: skip
        assert heard.status == 200
        assert msgspec.json.decode(heard.body) == service.whole()
        assert heard.headers["x-served-by"] == "test"
        assert int(heard.headers["content-length"]) == len(heard.body)
        (call,) = service.asked
        assert (call.method, call.path, call.query) == ("POST", "/v1/chat/completions", "a=b%20c")
        assert call.body == msgspec.json.encode(CHAT)
        assert call.header("authorization") == "Bearer sk-x"
        names = [name for name, _ in call.headers]
        assert "x-empty" in names
        assert names.count("content-type") == names.count("host") == 1
        assert not {"expect", "connection", "user-agent", "accept"} & set(names)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_every_method_passes(method: str):
    seen: list[Call] = []

    class Any:
        async def handle(self, call: Call, channel: Channel) -> None:
            seen.append(call)
            await reply_json(channel, 201, {"method": call.method})

    for url in before(Any()):
        heard = Heard(url, method, "/x", b"body" if method in ("PUT", "PATCH", "DELETE") else None)
        assert heard.status == 201
        assert heard.body == (b"" if method == "HEAD" else msgspec.json.encode({"method": method}))
    assert seen[0].method == method
    assert seen[0].body == (b"body" if method in ("PUT", "PATCH", "DELETE") else b"")


def test_a_stream_is_passed_on_as_it_comes():
    service = Service(pause_s=0.05)
    for url in before(service):
        heard = Heard(url, body={**CHAT, "stream": True})
        assert heard.body == service.raw
        assert heard.pieces[-1][0] - heard.pieces[0][0] > 0.3
        assert len(heard.pieces) >= 7


def test_injections_act_before_a_real_service():
    for url in before(Service(pause_s=0), DropEvent(text="[DONE]"), Affix(before="<|x|>"), Rechunk(size=9)):
        heard = Heard(url, body={**CHAT, "stream": True})
        assert b"[DONE]" not in heard.body
        assert b"<|x|>" in heard.body
        whole = Heard(url, body=CHAT)
        assert msgspec.json.decode(whole.body)["choices"][0]["message"]["content"] == "<|x|>The answer is 42."
        assert int(whole.headers["content-length"]) == len(whole.body)


def test_a_changed_request_arrives_whole():
    service = Service(pause_s=0)
    for url in before(service, DropRequest(path="messages")):
        Heard(url, body=CHAT)
    assert service.asked[0].json() == {"model": "m"}


def test_a_held_stream_comes_in_one_burst():
    for url in before(Service(pause_s=0.05), HoldStream()):
        heard = Heard(url, body={**CHAT, "stream": True})
        assert heard.pieces[-1][0] - heard.pieces[0][0] < 0.05


def test_a_cut_ends_both_sides():
    service = Service(pause_s=0.02)
    for url in before(service, Cut(events=3)):
        heard = Heard(url, body={**CHAT, "stream": True})
        assert heard.broken
        assert heard.body == b"".join(service.events()[:3])


def test_a_client_that_hangs_up_ends_the_request_behind():
    noticed = threading.Event()

    class Endless:
        async def handle(self, call: Call, channel: Channel) -> None:
            await channel.start(200, (("content-type", "text/event-stream"),))
            try:
                await channel.write(b"data: {}\n\n")
                await channel.gone.wait()
            finally:
                noticed.set()

    for url in before(Endless()):
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port)) as client:
            client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
            assert b"200" in client.recv(4096)
        assert noticed.wait(5)


def test_a_service_that_is_not_there():
    with refused() as nowhere, running(Upstream(nowhere).handle) as url:
        heard = Heard(url, body=CHAT)
        assert heard.status == 502
        error = msgspec.json.decode(heard.body)["error"]
        assert "curl: (7)" in error["message"]
        assert error["type"] == "upstream_unreachable"


def test_a_service_that_breaks_off():
    class Breaking:
        async def handle(self, call: Call, channel: Channel) -> None:
            await channel.start(200, (("content-type", "text/event-stream"),))
            await channel.write(b"data: {}\n\n")
            await channel.cut()

    for url in before(Breaking()):
        heard = Heard(url, body=CHAT)
        assert (heard.status, heard.broken, heard.body) == (200, True, b"data: {}\n\n")


def test_a_slow_reader_makes_the_service_wait():
    size = FULL * 5

    class Large:
        async def handle(self, call: Call, channel: Channel) -> None:
            await channel.start(200, (("content-type", "application/octet-stream"),), length=size)
            for _ in range(size // 65536):
                await channel.write(b"x" * 65536)
            await channel.end()

    for url in before(Large()):
        heard = Heard(url, "GET", "/large")
        assert len(heard.body) == size


def test_encoded_answers_pass_as_they_are():
    packed = b"\x1f\x8bnot really"

    class Zipped:
        async def handle(self, call: Call, channel: Channel) -> None:
            await channel.start(200, (("content-encoding", "gzip"),), length=len(packed))
            await channel.write(packed)
            await channel.end()

    for url in before(Zipped()):
        heard = Heard(url, "GET", "/", headers={"accept-encoding": "gzip"})
        assert heard.body == packed
        assert heard.headers["content-encoding"] == "gzip"


def test_many_at_the_same_time():
    service = Service(pause_s=0.02)
    results: list[bool] = []
    for url in before(service):

        def one(url: str = url) -> None:
            results.append(Heard(url, body={**CHAT, "stream": True}).body == service.raw)

        threads = [threading.Thread(target=one) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [True] * 16


@pytest.mark.parametrize("url", ["ftp://x", "http://", "file:///etc/passwd"])
def test_what_is_no_service_is_refused(url: str):
    with pytest.raises(ValueError, match="no http or https URL"):
        Upstream(url)


def test_the_path_of_the_base_is_what_clients_are_told():
    upstream = Upstream("https://dashscope.aliyuncs.com/compatible-mode/v1/")
    assert (upstream.root, upstream.path) == ("https://dashscope.aliyuncs.com", "/compatible-mode/v1")
    assert Upstream("127.0.0.1:8080").root == "http://127.0.0.1:8080"


REAL = os.environ.get("ANSWERBACK_LLAMA", "http://127.0.0.1:8080")


@pytest.mark.real
def test_before_a_real_server():
    parts = urlsplit(REAL)
    try:
        socket.create_connection((parts.hostname, parts.port), 0.5).close()
    except OSError:
        pytest.skip(f"no server at {REAL} (ANSWERBACK_LLAMA names another)")
    body = {**CHAT, "max_tokens": 24, "temperature": 0, "stream": True}
    with running(act.wrap(Upstream(REAL).handle, [DropEvent(text="[DONE]")])) as url:
        curl = subprocess.run(
            ["curl", "-sN", f"{url}/v1/chat/completions", "-H", "content-type: application/json",
             "-d", msgspec.json.encode(body).decode()],
            capture_output=True, timeout=60, check=True,
        )  # fmt: skip
        heard = Heard(url, body=body)
    assert curl.stdout.count(b"data: {") > 10
    assert b"[DONE]" not in curl.stdout
    assert len(heard.pieces) > 10
    assert heard.pieces[-1][0] - heard.pieces[0][0] > 0.05
