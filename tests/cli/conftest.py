"""Services on real sockets, and the command line called in-process."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, NamedTuple

import msgspec
import pytest

from answerback.cli import app
from answerback.sim.app import running
from answerback.sim.stage import Call, Channel, reply_json

ANSWER = "I am a model that answers."


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def answerback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Said]:
    """Calls the command line in an empty folder and a bare environment."""
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))

    def call(*words: str) -> Said:
        code = app.main(words)
        return Said(code, *capsys.readouterr())

    return call


class Scripted:
    """A right service in few lines. `answer` may be replaced, `calls` shows what came."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.model = "tiny"
        self.answer: Callable[[Call], str] = lambda call: ANSWER
        self.done = True

    async def handle(self, call: Call, channel: Channel) -> None:
        self.calls.append(call)
        if call.path == "/v1/models" and call.method == "GET":
            card = {"id": self.model, "object": "model", "created": 1, "owned_by": "tests"}
            await reply_json(channel, 200, {"object": "list", "data": [card]})
        elif call.path == "/v1/chat/completions" and call.method == "POST":
            await self._chat(call, channel)
        else:
            error = {"message": "Not Found", "type": "invalid_request_error", "code": None, "param": None}
            await reply_json(channel, 404, {"error": error})

    async def _chat(self, call: Call, channel: Channel) -> None:
        asked = call.json()
        text = self.answer(call)
        words = re.findall(r"\s*\S+", text)
        usage = {"prompt_tokens": 20, "completion_tokens": len(words), "total_tokens": 20 + len(words)}
        head: dict[str, Any] = {"id": "chatcmpl-1", "created": 1, "model": self.model}
        if not asked.get("stream"):
            message = {"role": "assistant", "content": text}
            choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
            whole = {**head, "object": "chat.completion", "choices": choices, "usage": usage}
            await reply_json(channel, 200, whole)
            return
        await channel.start(200, (("content-type", "text/event-stream"),))
        deltas = [{"role": "assistant", "content": ""}, *({"content": word} for word in words)]
        chunks = [([{"index": 0, "delta": d, "finish_reason": None}], None) for d in deltas]
        chunks += [([{"index": 0, "delta": {}, "finish_reason": "stop"}], None), ([], usage)]
        for choices, counted in chunks:
            chunk = {**head, "object": "chat.completion.chunk", "choices": choices}
            if counted:
                chunk["usage"] = counted
            await channel.write(b"data: " + msgspec.json.encode(chunk) + b"\n\n")
        if self.done:
            await channel.write(b"data: [DONE]\n\n")
        await channel.end()


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture
def url(scripted: Scripted) -> Iterator[str]:
    with running(scripted.handle) as address:
        yield address


Handler = Callable[[Call, Channel], Awaitable[None]]
