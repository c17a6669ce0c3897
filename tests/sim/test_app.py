"""The server on real sockets, tried with curl itself."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from answerback.sim.app import running
from answerback.sim.script import ScriptedBrain, scripted
from answerback.sim.setup import Setup
from answerback.sim.stage import Call, Channel, reply_json

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
BODY = '{"messages":[{"role":"user","content":"Count from 1 to 3"}],"chat_template_kwargs":{"enable_thinking":false}%s}'


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(scripted(Setup()).handle) as found:
        yield found


def curl(*arguments: str) -> str:
    done = subprocess.run(["curl", "-sS", "--noproxy", "*", "-m", "10", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def post(url: str, more: str = "", *arguments: str) -> str:
    kind = "content-type: application/json"
    return curl(f"{url}/v1/chat/completions", "-H", kind, "-d", BODY % more, *arguments)


def test_models_and_a_chat(url: str) -> None:
    assert json.loads(curl(f"{url}/v1/models"))["data"][0]["id"] == "Qwen/Qwen3-0.6B"
    assert json.loads(post(url))["choices"][0]["message"]["content"] == "1, 2, 3"


def test_a_stream(url: str) -> None:
    lines = [line for line in post(url, ',"stream":true', "-N").splitlines() if line]
    assert all(line.startswith("data: ") for line in lines)
    assert lines[-1] == "data: [DONE]"


@pytest.mark.parametrize("header", ["Expect: 100-continue", "Transfer-Encoding: chunked", "Connection: close"])
def test_ways_to_send_a_body(url: str, header: str) -> None:
    assert json.loads(post(url, "", "-H", header))["choices"][0]["message"]["content"] == "1, 2, 3"


def test_a_connection_serves_several_requests(url: str) -> None:
    out = curl("-w", "%{num_connects} ", "-o", "/dev/null", f"{url}/version", "-o", "/dev/null", f"{url}/health")
    assert out.split() == ["1", "0"]


def test_head_has_no_body(url: str) -> None:
    assert "content-length" in curl("-I", f"{url}/v1/models").lower()


def test_nonsense_is_answered_and_ends(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    for nonsense in (b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nbad header\r\n\r\n"):
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(nonsense)
            received = b""
            while piece := connection.recv(4096):
                received += piece
        assert received.startswith(b"HTTP/1.1 400 ")


def test_a_body_beyond_the_limit_is_refused(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"POST /v1/models HTTP/1.1\r\ncontent-length: 99999999999\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_hangs_up_frees_its_place() -> None:
    service = scripted(Setup(itl_s=0.02, slots=1))
    assert isinstance(service.brain, ScriptedBrain)
    with running(service.handle) as url:
        host, port = url.removeprefix("http://").split(":")
        body = '{"messages":[{"role":"user","content":"Count from 1 to 900"}],"stream":true}'
        lines = ("POST /v1/chat/completions HTTP/1.1", "content-type: application/json", f"content-length: {len(body)}")
        head = "\r\n".join([*lines, "", ""])
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall((head + body).encode())
            assert connection.recv(4096)
        begun = time.monotonic()
        assert json.loads(post(url))["choices"]
        assert time.monotonic() - begun < 5


def test_a_handler_that_fails_ends_the_connection_only() -> None:
    async def handler(call: Call, channel: Channel) -> None:
        if call.path == "/bug":
            raise ZeroDivisionError
        await reply_json(channel, 200, {"ok": True})

    with running(handler) as url:
        done = subprocess.run(["curl", "-sS", "-m", "5", f"{url}/bug"], capture_output=True)
        assert done.returncode in (52, 56)
        assert json.loads(curl(f"{url}/fine")) == {"ok": True}
