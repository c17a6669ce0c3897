"""From what a request left behind to its record. Pure.

A usual stream is read by a typed decoder, which costs a fraction of the tolerant reader of `check`. Whatever is not
usual (another framing, an error, text behind `[DONE]`, a body that is no stream) goes to that reader, so that both mean
the same by a first token: a test holds them together.
"""

from __future__ import annotations

from typing import Any

import msgspec

from answerback.bench.flight import HELLO, Landed
from answerback.bench.record import Record
from answerback.values.answer import Usage
from answerback.values.exchange import Exchange, Piece, Request
from answerback.wire.curl import read_headers
from answerback.wire.openai import Reading, read_usage


class _Delta(msgspec.Struct):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    tool_calls: list[dict[str, Any]] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta | None = None
    finish_reason: str | None = None
    index: int = 0


class _Chunk(msgspec.Struct):
    choices: list[_Choice]
    usage: dict[str, Any] | None = None
    error: Any = None
    object: str | None = None


_DECODE = msgspec.json.Decoder(_Chunk).decode


class _Unusual(Exception):
    """The typed decoder does not know what to make of it."""


class _Said:
    """What a stream said, while it is being read."""

    def __init__(self) -> None:
        self.arrivals: list[int] = []
        self.text: list[str] = []
        self.thought: list[str] = []
        self.first_answer: int | None = None
        self.first_reasoning: int | None = None
        self.finish = ""
        self.usage: Usage | None = None
        self.calls = self.events = 0
        self.done = False

    def add(self, chunk: _Chunk, at: int) -> None:
        """Take one chunk that was complete at a time."""
        if chunk.error or chunk.object == "error" or len(chunk.choices) > 1:
            raise _Unusual
        if chunk.usage is not None:
            self.usage = read_usage(chunk.usage) or self.usage
        if not chunk.choices:
            if chunk.usage is None:
                raise _Unusual
            return
        choice = chunk.choices[0]
        if choice.index:
            raise _Unusual
        if choice.finish_reason is not None:
            self.finish = choice.finish_reason
        delta = choice.delta
        if delta is None:
            return
        thought = delta.reasoning_content or delta.reasoning
        if not (delta.content or thought or delta.tool_calls):
            return
        self.arrivals.append(at)
        if thought:
            self.thought.append(thought)
            if self.first_reasoning is None:
                self.first_reasoning = at
        if delta.content:
            self.text.append(delta.content)
        if delta.tool_calls:
            self.calls += sum(1 for call in delta.tool_calls if call.get("id"))
        if self.first_answer is None and (delta.content or delta.tool_calls):
            self.first_answer = at


def digest(landed: Landed, origin_ns: int) -> Record:
    """Return the record of a request, with times in ns since `origin_ns`."""
    record = _begun(landed, origin_ns)
    if 200 <= landed.status < 300 and landed.pieces:
        try:
            said = _read(landed.pieces, landed.stamps)
        except (_Unusual, msgspec.DecodeError, UnicodeDecodeError):
            _tolerantly(record, landed, origin_ns)
        else:
            _fill(record, said, origin_ns)
    elif landed.pieces or landed.status:
        _tolerantly(record, landed, origin_ns)
    return record


def _begun(landed: Landed, origin_ns: int) -> Record:
    work = landed.work
    return Record(
        number=work.number, planned_ns=work.planned_ns, sent_ns=landed.sent_ns - origin_ns,
        end_ns=landed.end_ns - origin_ns, first_byte_ns=landed.stamps[0] - origin_ns if landed.stamps else None,
        status=landed.status, failure=landed.failure, curl=landed.curl, new_connection=landed.new,
        bytes=sum(map(len, landed.pieces)), label=work.label, session=work.session, turn=work.turn, nonce=work.nonce,
        prompt_tokens=work.prompt_tokens, max_tokens=work.max_tokens, cached_tokens=work.cached_tokens,
    )  # fmt: skip


def _read(pieces: list[bytes], stamps: list[int]) -> _Said:
    """Read a usual stream: `data: {…}` and a blank line, again and again, then `[DONE]`."""
    said = _Said()
    body = b"".join(pieces)
    if b"\r" in body:
        raise _Unusual
    blocks = body.split(b"\n\n")
    if blocks.pop():
        raise _Unusual
    position = reached = piece = 0
    reached = len(pieces[0])
    for block in blocks:
        position += len(block) + 2
        while reached < position:
            piece += 1
            reached += len(pieces[piece])
        if said.done or not block.startswith(b"data:") or b"\n" in block:
            if block.startswith(b":") and b"\n" not in block:  # a comment that keeps the connection alive
                continue
            raise _Unusual
        said.events += 1
        data = block[5:]
        if data == b" [DONE]" or data == b"[DONE]":
            said.done = True
        else:
            said.add(_DECODE(data), stamps[piece])
    return said


def _fill(record: Record, said: _Said, origin_ns: int) -> None:
    record.arrivals_ns = [at - origin_ns for at in said.arrivals]
    record.first_answer_ns = None if said.first_answer is None else said.first_answer - origin_ns
    record.first_reasoning_ns = None if said.first_reasoning is None else said.first_reasoning - origin_ns
    record.text, record.thought = "".join(said.text), "".join(said.thought)
    record.finish, record.usage, record.calls = said.finish, said.usage, said.calls
    record.events, record.done = said.events, said.done


def exchange_of(landed: Landed) -> Exchange:
    """Return what a request left behind as the exchange that checks read."""
    pieces = tuple(Piece(at - landed.sent_ns, data) for at, data in zip(landed.stamps, landed.pieces, strict=True))
    headers = read_headers(landed.head)
    return Exchange(1, HELLO, Request("POST", "", (), landed.work.body), landed.status, headers, pieces)


def _tolerantly(record: Record, landed: Landed, origin_ns: int) -> None:
    reading = Reading(exchange_of(landed))
    answer = reading.answer
    offset = landed.sent_ns - origin_ns
    record.usage = answer.usage
    record.error = "" if answer.error is None else answer.error.message or answer.error.shape.value
    record.events, record.broken_events = len(reading.data), len(reading.broken)
    record.done = reading.done or (not reading.is_sse and landed.failure is None)
    if answer.first is not None:
        first = answer.first
        record.text, record.thought, record.calls = first.text, first.reasoning or "", len(first.tool_calls)
        record.finish = first.finish_reason if isinstance(first.finish_reason, str) else ""
    if reading.is_sse:
        record.arrivals_ns = [at + offset for at in reading.spoken_ns]
        for chunk in reading.chunks:
            delta = chunk.delta
            if record.first_answer_ns is None and (delta.get("content") or delta.get("tool_calls")):
                record.first_answer_ns = chunk.at_ns + offset
            if record.first_reasoning_ns is None and (delta.get("reasoning_content") or delta.get("reasoning")):
                record.first_reasoning_ns = chunk.at_ns + offset
    elif record.text or record.thought or record.calls:
        record.arrivals_ns = [record.end_ns]  # all of it came at once
        record.first_answer_ns = record.end_ns if record.text or record.calls else None
        record.first_reasoning_ns = record.end_ns if record.thought else None
