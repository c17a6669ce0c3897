"""The adapter between an ASGI server and the shared front, on real sockets and without an engine."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from typing import Any

import pytest

from answerback.serve import asgi, listen
from answerback.sim.honest import MAX_BODY
from answerback.sim.stage import Call, Channel

HEADERS = {"content-type": "application/json"}


def body(**more: Any) -> str:
    return json.dumps({"model": "fake", "messages": [{"role": "user", "content": "hi there"}], **more})


def ask(port: int, method: str, path: str, text: str | None = None) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, text, HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def test_a_whole_answer(port: int) -> None:
    status, headers, data = ask(port, "POST", "/v1/chat/completions", body())
    said = json.loads(data)
    assert status == 200
    assert headers["content-length"] == str(len(data))
    assert headers.get_all("server") == ["uvicorn"]
    assert said["choices"][0]["message"]["content"] == "Hello, I am a fake."
    assert said["usage"] == {
        "prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12, "prompt_tokens_details": None,
    }  # fmt: skip


def test_pieces_arrive_as_they_are_made(port: int, brain: Any) -> None:
    brain.held = True
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/v1/chat/completions", body(stream=True), HEADERS)
    brain.more.release()
    answer = connection.getresponse()  # the head comes with the first word, while the second is still held
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["transfer-encoding"] == "chunked"
    heard = b""
    while b"Hello" not in heard:
        heard += answer.read1()
    assert b"am " not in heard
    for _ in brain.words:
        brain.more.release()
    heard += answer.read()
    connection.close()
    assert heard.endswith(b"data: [DONE]\n\n")


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_hangs_up_frees_its_place(port: int, brain: Any, stream: bool) -> None:
    brain.held = True
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/v1/chat/completions", body(stream=stream), HEADERS)
    assert brain.begun.wait(5)
    connection.close()
    assert brain.freed.wait(5)


def test_errors_have_vllms_shape(port: int) -> None:
    status, _, data = ask(port, "POST", "/v1/chat/completions", body(model="nope"))
    assert status == 404
    assert json.loads(data)["error"] == {
        "message": "The model `nope` does not exist.", "type": "NotFoundError", "param": None, "code": 404,
    }  # fmt: skip
    status, _, data = ask(
        port, "POST", "/v1/chat/completions", body(messages=[{"role": "user", "content": "w " * 300}])
    )
    assert status == 400
    assert "This model's maximum context length is 200 tokens" in json.loads(data)["error"]["message"]
    assert "303 input tokens" in json.loads(data)["error"]["message"]


@pytest.mark.parametrize(
    ("more", "param"),
    [({"logprobs": True, "top_logprobs": 2}, "top_logprobs"), ({"logit_bias": {"5": 100}}, "logit_bias")],
)
def test_what_the_engine_cannot_do_is_refused_by_name(port: int, more: dict[str, Any], param: str) -> None:
    status, _, data = ask(port, "POST", "/v1/chat/completions", body(**more))
    assert (status, json.loads(data)["error"]["param"]) == (400, param)
    assert "openvino-genai" in json.loads(data)["error"]["message"]


def test_several_greedy_choices_are_allowed(port: int) -> None:
    status, _, data = ask(port, "POST", "/v1/chat/completions", body(n=2, temperature=0))
    assert status == 200
    assert [choice["index"] for choice in json.loads(data)["choices"]] == [0, 1]


def test_pages_and_heads(port: int) -> None:
    assert ask(port, "GET", "/health")[0] == 200
    assert "version" in json.loads(ask(port, "GET", "/version")[2])
    card = json.loads(ask(port, "GET", "/v1/models")[2])["data"][0]
    assert (card["id"], card["owned_by"], card["max_model_len"]) == ("fake", "answerback", 200)
    assert ask(port, "HEAD", "/v1/models")[2] == b""
    assert ask(port, "GET", "/nope")[0] == 404
    assert ask(port, "GET", "/v1/chat/completions")[0] == 405


def test_a_body_that_is_no_json(port: int) -> None:
    status, _, data = ask(port, "POST", "/v1/chat/completions", "{bad")
    assert status == 400
    assert "json_invalid" in json.loads(data)["error"]["message"]


class Sent(list[Any]):
    async def __call__(self, message: Any) -> None:
        self.append(message)


def call_app(handler: Any, *received: dict[str, Any]) -> Sent:
    """Play one request with scripted messages through the application."""
    sent, left = Sent(), list(received)

    async def receive() -> dict[str, Any]:
        if left:
            return left.pop(0)
        return await asyncio.Event().wait()  # type: ignore[func-returns-value]

    scope = {"type": "http", "method": "POST", "path": "/x", "query_string": b"a=1", "headers": [(b"X-A", b"b")]}
    asyncio.run(asyncio.wait_for(asgi.App(handler)(scope, receive, sent), 10))
    return sent


def test_a_request_in_parts_becomes_one_call() -> None:
    calls: list[Call] = []

    async def handler(call: Call, channel: Channel) -> None:
        calls.append(call)
        await channel.start(204, (), length=0)
        await channel.end()

    call_app(
        handler, {"type": "http.request", "body": b"ab", "more_body": True}, {"type": "http.request", "body": b"c"}
    )
    assert calls == [Call("POST", "/x", "a=1", (("x-a", "b"),), b"abc")]


def test_a_body_beyond_the_limit_is_refused_before_it_is_whole() -> None:
    async def handler(call: Call, channel: Channel) -> None:
        pytest.fail("the handler must not hear of it")

    piece = {"type": "http.request", "body": b"x" * (MAX_BODY // 4 + 1), "more_body": True}
    sent = call_app(handler, *[piece] * 9)
    assert sent[0]["status"] == 413


def test_a_bug_in_a_handler_becomes_a_500(capsys: pytest.CaptureFixture[str]) -> None:
    async def handler(call: Call, channel: Channel) -> None:
        raise ValueError("our bug")

    sent = call_app(handler, {"type": "http.request", "body": b""})
    assert sent[0]["status"] == 500
    assert b"our bug" not in sent[1]["body"]
    assert "our bug" in capsys.readouterr().err


def test_a_client_that_is_gone_before_its_request_is_complete_is_let_go() -> None:
    async def handler(call: Call, channel: Channel) -> None:
        pytest.fail("the handler must not hear of it")

    assert call_app(handler, {"type": "http.disconnect"}) == []


def test_a_port_in_use_is_known_before_anything_is_loaded(port: int) -> None:
    with pytest.raises(OSError, match="in use"):
        listen.bind("127.0.0.1", port)


def test_a_held_port_refuses_connections_until_the_service_is_ready() -> None:
    with listen.bind("127.0.0.1", 0) as held, socket.socket() as client:
        assert client.connect_ex(held.getsockname()) != 0


def test_stopping_ends_running_streams_in_time(brain: Any) -> None:
    async def endless(call: Call, channel: Channel) -> None:
        await channel.start(200, ())
        await channel.write(b"x")
        await asyncio.Event().wait()

    held = listen.bind("127.0.0.1", 0)
    server = listen.Listening(asgi.App(endless), held)
    server.start_up()
    connection = http.client.HTTPConnection("127.0.0.1", held.getsockname()[1], timeout=20)
    connection.request("GET", "/")
    assert connection.getresponse().read1() == b"x"
    server.stop()
    assert server.ended.is_set()
    connection.close()
