"""A service in few lines, a client that writes down what it gets, and injections between them; in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from answerback.sim import act, tokens
from answerback.sim.stage import Call, Channel, Handler, reply_json
from answerback.sim.virtual import VirtualLoop
from answerback.values.injections import Injection
from answerback.wire.sse import parse

HEADERS = (("content-type", "text/event-stream"), ("x-served-by", "test"))


class Client:
    """Writes down what arrives, and when. May hang up after so many pieces or so many seconds."""

    def __init__(self, pieces: int = 0, patience_s: float = 0.0) -> None:
        self.gone = asyncio.Event()
        self.status, self.headers, self.length = 0, (), None  # type: tuple[int, Any, int | None]
        self.pieces: list[tuple[float, bytes]] = []
        self.ended = False
        self.cut_off: bool | None = None
        self.enough, self.patience_s = pieces, patience_s

    async def start(self, status: int, headers: Any, *, length: int | None = None) -> None:
        assert not self.status, "a response starts once"
        self.status, self.headers, self.length = status, headers, length
        self.at = asyncio.get_running_loop().time()

    async def write(self, data: bytes) -> None:
        if self.gone.is_set():
            raise ConnectionResetError
        assert self.status and not self.ended
        self.pieces.append((asyncio.get_running_loop().time(), data))
        if self.enough and len(self.pieces) >= self.enough:
            self.gone.set()
            raise ConnectionResetError

    async def end(self) -> None:
        assert self.status and not self.ended
        self.ended = True
        self.at_end = asyncio.get_running_loop().time()
        if self.length is not None and self.pieces:
            assert self.length == len(self.body), "content-length must be true"

    async def cut(self, *, reset: bool = False) -> None:
        self.cut_off = reset

    @property
    def framed(self) -> bool:
        return b"data:" in self.body[:2000] or "event-stream" in dict(self.headers).get("content-type", "")

    @property
    def body(self) -> bytes:
        return b"".join(data for _, data in self.pieces)

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def data(self) -> list[str]:
        """The data of each event, as a client that reads by the specification sees it."""
        from answerback.values.exchange import Piece

        events = parse([Piece(int(at * 1e9), data) for at, data in self.pieces])
        return [event.data for event in events if not event.comment]

    @property
    def chunks(self) -> list[Any]:
        return [msgspec.json.decode(data.encode()) for data in self.data if data != "[DONE]"]

    def said(self, field: str = "content") -> str:
        """The text of a field over all chunks, or of the whole answer."""
        if not self.framed:
            return self.json["choices"][0]["message"].get(field) or ""
        deltas = [choice["delta"] for chunk in self.chunks for choice in chunk["choices"]]
        return "".join(delta.get(field) or "" for delta in deltas)

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Tool calls, put together from their pieces by index."""
        if not self.framed:
            return self.json["choices"][0]["message"].get("tool_calls") or []
        found: dict[Any, dict[str, Any]] = {}
        for chunk in self.chunks:
            for choice in chunk["choices"]:
                for piece in choice["delta"].get("tool_calls") or []:
                    call = found.setdefault(piece.get("index"), {"name": "", "arguments": ""})
                    call["name"] += piece.get("function", {}).get("name") or ""
                    arguments = piece.get("function", {}).get("arguments")
                    call["arguments"] = call["arguments"] + arguments if isinstance(arguments, str) else arguments
        return list(found.values())

    @property
    def finish(self) -> str | None:
        if not self.framed:
            return self.json["choices"][0]["finish_reason"]
        reasons = [choice.get("finish_reason") for chunk in self.chunks for choice in chunk["choices"]]
        return next((reason for reason in reversed(reasons) if reason is not None), None)

    @property
    def usage(self) -> Any:
        if not self.framed:
            return self.json["usage"]
        return next((chunk["usage"] for chunk in reversed(self.chunks) if chunk.get("usage")), None)


class Service:
    """Answers chats with given words; remembers what it was asked."""

    def __init__(
        self,
        content: Sequence[str] = ("The", " answer", " is", " 42", "."),
        reasoning: Sequence[str] = (),
        calls: Sequence[tuple[str, Sequence[str]]] = (),
        finish: str = "stop",
        pause_s: float = 0.01,
        chunk: int = 0,
        line_end: str = "\n",
    ) -> None:
        self.content, self.reasoning, self.calls, self.finish = content, reasoning, calls, finish
        self.pause_s, self.chunk, self.line_end = pause_s, chunk, line_end
        self.asked: list[Call] = []
        self.aborted = 0

    @property
    def raw(self) -> bytes:
        """The stream, byte for byte."""
        return b"".join(self.events())

    def usage(self) -> dict[str, int]:
        texts = ["".join(self.content), "".join(self.reasoning), *("".join(pieces) for _, pieces in self.calls)]
        made = sum(map(tokens.count, texts))
        return {"prompt_tokens": 20, "completion_tokens": made, "total_tokens": 20 + made}

    def deltas(self) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        out += [{"reasoning_content": text} for text in self.reasoning]
        out += [{"content": text} for text in self.content]
        for index, (name, pieces) in enumerate(self.calls):
            function = {"name": name, "arguments": ""}
            out.append({"tool_calls": [{"index": index, "id": f"c{index}", "type": "function", "function": function}]})
            out += [{"tool_calls": [{"index": index, "function": {"arguments": text}}]} for text in pieces]
        return out

    def events(self) -> list[bytes]:
        choices = [{"index": 0, "delta": delta, "finish_reason": None} for delta in self.deltas()]
        choices.append({"index": 0, "delta": {}, "finish_reason": "tool_calls" if self.calls else self.finish})
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        values = [{**head, "choices": [choice]} for choice in choices]
        values.append({**head, "choices": [], "usage": self.usage()})
        end = self.line_end * 2
        return [f"data: {msgspec.json.encode(v).decode()}{end}".encode() for v in values] + [
            f"data: [DONE]{end}".encode()
        ]

    async def handle(self, call: Call, channel: Channel) -> None:
        self.asked.append(call)
        asked = call.json()
        body = asked if isinstance(asked, dict) else {}
        try:
            if not call.path.endswith("/chat/completions"):
                await reply_json(channel, 200, {"object": "list", "data": [{"id": "m", "object": "model"}]})
            elif body.get("stream"):
                await self._stream(channel)
            else:
                await asyncio.sleep(self.pause_s)
                await reply_json(channel, 200, self.whole(), (("x-served-by", "test"),))
        except (ConnectionError, asyncio.CancelledError):
            self.aborted += 1
            raise

    async def _stream(self, channel: Channel) -> None:
        await channel.start(200, HEADERS)
        if self.chunk:
            for start in range(0, len(self.raw), self.chunk):
                await channel.write(self.raw[start : start + self.chunk])
        else:
            for event in self.events():
                await asyncio.sleep(self.pause_s)
                await channel.write(event)
        await channel.end()

    def whole(self) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": "".join(self.content) or None}
        if self.reasoning:
            message["reasoning_content"] = "".join(self.reasoning)
        if self.calls:
            message["tool_calls"] = [
                {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": "".join(pieces)}}
                for n, (name, pieces) in enumerate(self.calls)
            ]
        choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if self.calls else self.finish}
        head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m"}
        return {**head, "choices": [choice], "usage": self.usage()}


def chat(stream: bool = False, *, headers: Any = (), path: str = "/v1/chat/completions", **body: Any) -> Call:
    """A chat request."""
    asked = {"model": "m", "messages": [{"role": "user", "content": "What is the answer?"}], **body}
    if stream:
        asked["stream"] = True
    data = msgspec.json.encode(asked)
    kinds = (("content-type", "application/json"), ("content-length", str(len(data))))
    return Call("POST", path, headers=(*kinds, *headers), body=data)


def play(
    injections: Injection | Sequence[Injection],
    *calls: Call | tuple[float, Call],
    service: Service | None = None,
    clients: Sequence[Client] | None = None,
    log: Any = None,
    seed: int = 0,
    one_by_one: bool = False,
) -> list[Client]:
    """Send calls through injections, all at once (or each after so many seconds), and return what came."""
    several = injections if isinstance(injections, Sequence) else (injections,)
    loop = VirtualLoop()

    async def scene() -> list[Client]:
        handler = act.wrap((service or Service()).handle, several, seed=seed, log=log)
        heard = list(clients) if clients is not None else [Client() for _ in calls]
        tasks = [asyncio.ensure_future(_one(handler, call, client)) for call, client in zip(calls, heard, strict=True)]
        if one_by_one:
            for task in tasks:
                task.cancel()
            for call, client in zip(calls, heard, strict=True):
                await _one(handler, call, client)
        else:
            await asyncio.gather(*tasks)
        return heard

    try:
        return loop.run_until_complete(scene())
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()


async def _one(handler: Handler, call: Call | tuple[float, Call], client: Client) -> None:
    if isinstance(call, tuple):
        await asyncio.sleep(call[0])
        call = call[1]
    if client.patience_s:
        asyncio.get_running_loop().call_later(client.patience_s, client.gone.set)
    try:
        await handler(call, client)
    except ConnectionError:
        pass
    finally:
        client.over_at = asyncio.get_running_loop().time()  # type: ignore[attr-defined]


def alone(
    injections: Injection | Sequence[Injection], call: Call, service: Service | None = None, **rest: Any
) -> Client:
    """Send one call, and return what came."""
    return play(injections, call, service=service, **rest)[0]
