"""Tolerant reading of what OpenAI-compatible services answer. Pure: bytes in, values out."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import msgspec

from answerback.values.answer import Answer, Choice, ErrorInfo, ErrorShape, ToolCall, Usage
from answerback.values.exchange import Exchange, Failure
from answerback.wire import sse

NOTHING = object()
"""Stands for a body that is no JSON."""


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
    def is_sse(self) -> bool:
        """Whether the body looks like server-sent events, whatever the header says."""
        head = self.exchange.body[:4096].lstrip()
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
        chunks, broken = [], []
        for event in self.data:
            if event.data.strip() == "[DONE]":
                continue
            raw = decode(event.data.encode())
            if isinstance(raw, dict):
                chunks.append(Chunk(raw, event.at_ns, event.offset))
            else:
                broken.append(event)
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


def read_error(raw: Any, reading: Reading | None = None) -> ErrorInfo | None:
    """Return the error in a decoded body of any known shape, or None if it holds none."""
    if raw is NOTHING:
        return _unstructured(reading) if reading is not None else None
    if not isinstance(raw, dict):
        return None
    inner = raw.get("error")
    if isinstance(inner, dict):
        message = inner.get("message")
        said = message if isinstance(message, str) else _compact(message if message is not None else inner)
        return ErrorInfo(
            ErrorShape.OPENAI,
            said,
            _word(inner.get("type")),
            _word(inner.get("code")),
            _word(inner.get("param")),
        )
    if isinstance(inner, str) and inner:
        return ErrorInfo(ErrorShape.STRING, inner, _word(raw.get("error_type")))
    if "detail" in raw and "choices" not in raw:
        detail = raw["detail"]
        return ErrorInfo(ErrorShape.DETAIL, detail if isinstance(detail, str) else _compact(detail))
    if raw.get("object") == "error" or ("message" in raw and "choices" not in raw and "id" not in raw):
        shape = ErrorShape.FLAT if raw.get("object") == "error" or "type" in raw else ErrorShape.CODE
        return ErrorInfo(
            shape,
            _word(raw.get("message")),
            _word(raw.get("type")),
            _word(raw.get("code")),
            _word(raw.get("param")),
        )
    return None


def _unstructured(reading: Reading) -> ErrorInfo | None:
    if 200 <= reading.status < 300 and reading.content_type != "text/html":
        return None
    text = reading.text.strip()
    if not text:
        return ErrorInfo(ErrorShape.EMPTY, "") if reading.status >= 400 else None
    head = text[:512].lower()
    if reading.content_type == "text/html" or "<html" in head or head.startswith("<!doctype"):
        return ErrorInfo(ErrorShape.HTML, _title(text))
    return ErrorInfo(ErrorShape.TEXT, text[:300])


def _title(html: str) -> str:
    lowered = html.lower()
    begin = lowered.find("<title")
    begin = lowered.find(">", begin) + 1 if begin >= 0 else 0
    end = lowered.find("</title", begin)
    return html[begin : end if end > begin else begin + 120].strip()[:120]


def _from_body(raw: Any, reading: Reading) -> Answer:
    error = read_error(raw, reading)
    if not isinstance(raw, dict):
        return Answer(error=error, raw=None if raw is NOTHING else raw)
    choices = tuple(_choice(item) for item in _dicts(raw.get("choices")))
    return Answer(
        raw.get("id"), raw.get("object"), raw.get("created"), raw.get("model"), choices,
        read_usage(raw.get("usage")), error, _word(raw.get("system_fingerprint")), raw,
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
    text = arguments if isinstance(arguments, str) else "" if arguments is None else _compact(arguments)
    index = raw.get("index")
    return ToolCall(_word(said.get("name")), text, _word(raw.get("id")), index if isinstance(index, int) else None)


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
        _word(head.get("system_fingerprint")),
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


def _word(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else _compact(value)


def _compact(value: Any) -> str:
    return msgspec.json.encode(value).decode()[:500]
