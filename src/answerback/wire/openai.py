"""Tolerant reading of what OpenAI-compatible services answer. Pure: bytes in, values out."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import msgspec

from answerback.values.answer import Answer, Choice, ErrorInfo, ToolCall, Usage
from answerback.values.exchange import Exchange, Failure
from answerback.wire import sse
from answerback.wire.errors import compact, is_page, read_error, read_text, word

NOTHING = object()
"""Stands for a body that is no JSON."""
_LIKE_DONE = re.compile(r"\W*(?:done|end|eos|eof|finish(?:ed)?|stop|complete)\W*", re.IGNORECASE)
"""What is written for `[DONE]` by those who misremember it."""


class Chunk(msgspec.Struct, frozen=True):
    """One decoded stream event."""

    raw: Any
    at_ns: int
    offset: int

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The chunk's choices that are objects."""
        return _dicts(self.raw.get("choices")) if isinstance(self.raw, dict) else []

    @property
    def delta(self) -> dict[str, Any]:
        """The first choice's delta, or an empty dict."""
        delta = self.choices[0].get("delta") if self.choices else None
        return delta if isinstance(delta, dict) else {}

    @property
    def says(self) -> bool:
        """Whether the chunk carries text, reasoning or a tool call."""
        delta = self.delta
        return bool(
            delta.get("content") or delta.get("reasoning_content") or delta.get("reasoning") or delta.get("tool_calls")
        )


class Reading:
    """An exchange with everything that can be read from it; parsed when first looked at."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange

    @property
    def number(self) -> int:
        """The exchange's number in the run."""
        return self.exchange.number

    @property
    def status(self) -> int:
        """HTTP status, 0 if none came."""
        return self.exchange.status

    @property
    def failure(self) -> Failure | None:
        """How the exchange broke, or None."""
        return self.exchange.failure

    @property
    def ok(self) -> bool:
        """A 2xx that came to its end."""
        return self.failure is None and 200 <= self.status < 300

    @cached_property
    def content_type(self) -> str:
        """Media type of the response in lower case, without parameters."""
        return self.exchange.header("content-type").partition(";")[0].strip().lower()

    @cached_property
    def text(self) -> str:
        """The body as text; invalid bytes become U+FFFD."""
        return self.exchange.body.decode("utf-8", "replace")

    @cached_property
    def is_page(self) -> bool:
        """Whether the body is a page for people, whatever the header says."""
        return is_page(self.exchange.body[:512].decode("utf-8", "replace"))

    @cached_property
    def is_sse(self) -> bool:
        """Whether the body looks like server-sent events, whatever the header says."""
        head = self.exchange.body[:4096].lstrip()
        if self.is_page:
            return False
        if self.content_type == "text/event-stream":
            return True
        return head.startswith((b"data:", b"event:", b"id:", b"retry:")) or (head[:1] == b":" and b"\ndata:" in head)

    @cached_property
    def events(self) -> tuple[sse.Event, ...]:
        """The blocks of an SSE body; empty for any other body."""
        return sse.parse(self.exchange.pieces) if self.is_sse else ()

    @cached_property
    def data(self) -> tuple[sse.Event, ...]:
        """The events that carry data, `[DONE]` among them."""
        return tuple(event for event in self.events if event.data)

    @cached_property
    def done(self) -> bool:
        """Whether `[DONE]` came."""
        return any(event.data.strip() == "[DONE]" for event in self.data)

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        """The events that are JSON objects."""
        return self._decoded[0]

    @cached_property
    def broken(self) -> tuple[sse.Event, ...]:
        """The events whose data is neither JSON nor `[DONE]`."""
        return self._decoded[1]

    @cached_property
    def _decoded(self) -> tuple[tuple[Chunk, ...], tuple[sse.Event, ...]]:
        chunks: list[Chunk] = []
        broken: list[sse.Event] = []
        over = False
        for event in self.data:
            if event.data.strip() == "[DONE]":
                over = True
                continue
            if event is self.data[-1] and _LIKE_DONE.fullmatch(event.data):
                continue  # judged as a stream without [DONE]; nothing else is lost with it
            raw = decode(event.data.encode())
            if not isinstance(raw, dict):
                broken.append(event)
            elif (
                not over or raw.get("choices") or "error" in raw or not any(chunk.raw.get("usage") for chunk in chunks)
            ):
                chunks.append(Chunk(raw, event.at_ns, event.offset))  # clients read no other figures behind [DONE]
        return tuple(chunks), tuple(broken)

    @cached_property
    def json(self) -> Any:
        """The decoded body, or `NOTHING`."""
        return decode(self.exchange.body)

    @cached_property
    def answer(self) -> Answer:
        """The chat answer or error, from a whole body or a stream."""
        if self.is_sse:
            return _from_stream(self.chunks, self.events)
        return _from_body(self.json, self)

    @property
    def error(self) -> ErrorInfo | None:
        """The error that the service reported in words, or None."""
        return self.answer.error

    @cached_property
    def spoken_ns(self) -> tuple[int, ...]:
        """Arrival times of the chunks that carry text, reasoning or tool calls."""
        return tuple(chunk.at_ns for chunk in self.chunks if chunk.says)


def decode(body: bytes) -> Any:
    """Return the JSON value, or `NOTHING` for what is not JSON (too deep and invalid UTF-8 included)."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError):
        return NOTHING


def read_usage(raw: Any) -> Usage | None:
    """Return the counts of a usage object; None for null or another type."""
    if not isinstance(raw, dict):
        return None
    reasoning = _count(raw.get("reasoning_tokens"))
    details = raw.get("completion_tokens_details")
    if reasoning is None and isinstance(details, dict):
        reasoning = _count(details.get("reasoning_tokens"))
    cached = None
    prompt_details = raw.get("prompt_tokens_details")
    if isinstance(prompt_details, dict):
        cached = _count(prompt_details.get("cached_tokens"))
    if cached is None:
        cached = _count(raw.get("prompt_cache_hit_tokens"))
    prompt, completion, total = (_count(raw.get(f"{name}_tokens")) for name in ("prompt", "completion", "total"))
    return Usage(prompt, completion, total, reasoning, cached, raw)


def _from_body(raw: Any, reading: Reading) -> Answer:
    error = read_error(raw) if raw is not NOTHING else read_text(reading.text, reading.status, reading.content_type)
    if not isinstance(raw, dict):
        return Answer(error=error, raw=None if raw is NOTHING else raw)
    choices = tuple(_choice(item) for item in _dicts(raw.get("choices")))
    return Answer(
        raw.get("id"), raw.get("object"), raw.get("created"), raw.get("model"), choices,
        read_usage(raw.get("usage")), error, word(raw.get("system_fingerprint")), raw,
    )  # fmt: skip


def _choice(item: dict[str, Any]) -> Choice:
    message = item.get("message")
    said = message if isinstance(message, dict) else {}
    reasoning, field = _reasoning(said)
    calls = tuple(_call(call) for call in _dicts(said.get("tool_calls")))
    return Choice(
        item.get("index"), said.get("role"), _content(said.get("content")), reasoning, field,
        item.get("finish_reason"), calls, item.get("logprobs"),
    )  # fmt: skip


def _call(raw: dict[str, Any]) -> ToolCall:
    function = raw.get("function")
    said = function if isinstance(function, dict) else {}
    arguments = said.get("arguments")
    text = arguments if isinstance(arguments, str) else "" if arguments is None else compact(arguments)
    index = raw.get("index")
    return ToolCall(word(said.get("name")), text, word(raw.get("id")), index if isinstance(index, int) else None)


class _Growing:
    """One choice of a stream while its deltas are put together."""

    def __init__(self, index: Any) -> None:
        self.index = index
        self.role: str | None = None
        self.content: list[str] = []
        self.reasoning: list[str] = []
        self.field = ""
        self.finish: Any = None
        self.calls: dict[Any, list[str]] = {}
        self.logprobs: list[Any] = []

    def add(self, item: dict[str, Any]) -> None:
        delta = item.get("delta")
        if isinstance(delta, dict):
            self.role = self.role or delta.get("role")
            self.content.append(_content(delta.get("content")) or "")
            reasoning, field = _reasoning(delta)
            if reasoning:
                self.reasoning.append(reasoning)
                self.field = self.field or field
            for position, raw in enumerate(_dicts(delta.get("tool_calls"))):
                call = _call(raw)
                slot = self.calls.setdefault(call.index if call.index is not None else position, ["", "", ""])
                slot[0] = slot[0] or call.id
                slot[1] += call.name
                slot[2] += call.arguments
        if item.get("finish_reason") is not None:
            self.finish = item["finish_reason"]
        logprobs = item.get("logprobs")
        if isinstance(logprobs, dict) and isinstance(logprobs.get("content"), list):
            self.logprobs += logprobs["content"]

    def whole(self) -> Choice:
        calls = tuple(ToolCall(name, arguments, id_, index) for index, (id_, name, arguments) in self.calls.items())
        thought = "".join(self.reasoning) or None
        logprobs = {"content": self.logprobs} if self.logprobs else None
        return Choice(self.index, self.role, "".join(self.content), thought, self.field, self.finish, calls, logprobs)


def _from_stream(chunks: tuple[Chunk, ...], events: tuple[sse.Event, ...]) -> Answer:
    head: dict[str, Any] = {}
    growing: dict[Any, _Growing] = {}
    usage: Usage | None = None
    error: ErrorInfo | None = None
    for chunk in chunks:
        for name in ("id", "object", "created", "model", "system_fingerprint"):
            if not head.get(name) and chunk.raw.get(name):
                head[name] = chunk.raw[name]
        usage = read_usage(chunk.raw.get("usage")) or usage
        error = error or read_error(chunk.raw)
        for item in chunk.choices:
            index = item.get("index")
            slot = index if isinstance(index, int | str) else 0
            growing.setdefault(slot, _Growing(index)).add(item)
    if error is None:
        error = next((found for e in events if e.stray and (found := read_error(decode(e.stray.encode())))), None)
    choices = tuple(choice.whole() for choice in growing.values())
    return Answer(
        head.get("id"), head.get("object"), head.get("created"), head.get("model"), choices, usage, error,
        word(head.get("system_fingerprint")),
    )  # fmt: skip


def _reasoning(said: dict[str, Any]) -> tuple[str | None, str]:
    for field in ("reasoning_content", "reasoning"):
        value = said.get(field)
        if isinstance(value, str) and value:
            return value, field
    return None, ""


def _content(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list):  # content parts, as some gateways send them
        return "".join(part["text"] for part in _dicts(value) if isinstance(part.get("text"), str))
    return None


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
