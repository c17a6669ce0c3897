"""What is broken in a response's bytes, and where: the places that a page marks for a person who looks at them.

It judges nothing: only what no reader of JSON or of an event stream could take for right is marked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from answerback.values.report import Trace
from answerback.values.text import Text

NO_FIELD = Text(
    en="no field of an event stream: `data:` is missing, so clients skip this line",
    zh="不是事件流的字段：缺少 `data:`，客户端会跳过这一行",
)
TOGETHER = Text(
    en="no blank line stands before this: clients take both lines for one event, which is no valid JSON then",
    zh="前面缺少空行：客户端会把两行当成一个事件，拼起来就不是合法的 JSON",
)
NO_JSON = Text(en="no valid JSON from here: {why}", zh="从这里起不是合法的 JSON：{why}")
ERROR_INSIDE = Text(en="an error, inside a stream that began with HTTP 200", zh="HTTP 200 的流里夹带的错误")
MARKUP = Text(en="a web page, where JSON was asked for", zh="要的是 JSON，来的是网页")
LOST = Text(en="bytes that are no UTF-8, or a character that was cut", zh="不是 UTF-8 的字节，或被切断的字符")
NO_DONE = Text(en="the stream ends here, without `data: [DONE]`", zh="流到此为止，没有 `data: [DONE]`")
BROKE = Text(en="here it broke: curl: ({curl}) {message}", zh="在这里中断：curl: ({curl}) {message}")
_FIELDS = ("data", "event", "id", "retry")


class Flaw(msgspec.Struct, frozen=True):
    """One broken place: characters `start` to `end` of the shown text (equal: between two characters)."""

    start: int
    end: int
    text: Text
    facts: dict[str, Any] = {}


def streamed(trace: Trace) -> bool:
    """Whether the answer came as an event stream."""
    return "event-stream" in trace.content_type.lower()


def whole(trace: Trace) -> bool:
    """Whether the excerpt is all that came."""
    return len(trace.excerpt.encode("utf-8", "replace")) >= trace.bytes and "\ufffd" not in trace.excerpt[-1:]


def of_excerpt(trace: Trace) -> list[Flaw]:
    """Return what is broken in the start of the body, in order, none over another."""
    return _apart([*_found(trace, trace.excerpt, whole(trace)), *(_end(trace, trace.excerpt) if whole(trace) else ())])


def of_tail(trace: Trace) -> list[Flaw]:
    """Return what is broken in the end of the body (`Trace.tail`)."""
    if not trace.tail:
        return []
    if not streamed(trace):  # a part of an answer can be judged by nobody
        return _apart(list(_end(trace, trace.tail)))
    skipped = trace.tail.find("\n") + 1  # its first line has no beginning
    return _apart([*_found(trace, trace.tail, True, skipped), *_end(trace, trace.tail)])


def _found(trace: Trace, text: str, ends: bool, start: int = 0) -> Iterator[Flaw]:
    if streamed(trace):
        yield from _in_stream(text, ends, start)
    elif 200 <= trace.status < 300 and trace.kind in ("chat", "models"):
        yield from _in_answer(text, ends)
    limit = len(text) if ends else len(text) - 2  # the cut itself may fall into a character
    yield from (Flaw(at, at + 1, LOST) for at in range(max(start, 3 if start else 0), limit) if text[at] == "\ufffd")


def _in_stream(text: str, ends: bool, start: int) -> Iterator[Flaw]:
    lines = text[start:].split("\n")
    at, block = start, list[tuple[int, str]]()
    for number, raw in enumerate(lines):
        line = raw.rstrip("\r")
        last = number == len(lines) - 1
        if line and not (last and not ends):
            block.append((at, line))
        if not line or last:
            yield from _in_block(block, cut=last)
            block = []
        at += len(raw) + 1


def _in_block(block: list[tuple[int, str]], *, cut: bool) -> Iterator[Flaw]:
    data = [line[5:].removeprefix(" ") for _, line in block if line.startswith("data:")]
    if len(data) > 1 and _json("\n".join(data)):  # one event in several lines, as the standard allows
        return
    before = ""
    for at, line in block:
        found = list(_in_line(line, at, cut=cut))
        yield from found
        if not found and _event(before) and _event(line):
            yield Flaw(at, at + len("data:"), TOGETHER)
        before = line


def _json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _event(line: str) -> bool:
    """Whether a line is an event of its own."""
    return line.startswith("data:") and line[5:].lstrip()[:1] in ("{", "[")


def _in_line(line: str, at: int, *, cut: bool) -> Iterator[Flaw]:
    name, colon, value = line.partition(":")
    if name and name.lstrip("\ufeff") not in _FIELDS:
        if colon or not cut:
            yield Flaw(at, at + len(line), NO_FIELD)
        return
    said = value.strip()
    if name != "data" or not said or said == "[DONE]":
        return
    begin = at + len(line) - len(value.lstrip())
    try:
        event = json.loads(said)
    except (ValueError, RecursionError) as error:
        pos = getattr(error, "pos", 0)
        yield Flaw(begin + min(pos, len(said) - 1), at + len(line), NO_JSON, {"why": getattr(error, "msg", "?")})
        return
    if isinstance(event, dict) and event.get("error"):
        yield Flaw(begin, at + len(line), ERROR_INSIDE)


def _in_answer(text: str, ends: bool) -> Iterator[Flaw]:
    start = len(text) - len(text.lstrip("\ufeff \r\n\t"))
    if text[start : start + 1] == "<":
        yield Flaw(start, min(len(text), start + 80), MARKUP)
    elif ends and text.strip():
        try:
            json.loads(text.strip())
        except (ValueError, RecursionError) as error:
            pos = start + getattr(error, "pos", 0)
            yield Flaw(min(pos, len(text) - 1), len(text), NO_JSON, {"why": getattr(error, "msg", "?")})


def _end(trace: Trace, text: str) -> Iterator[Flaw]:
    if trace.failure is not None:
        if trace.failure.kind != "hung_up":
            facts = {"curl": trace.failure.curl, "message": trace.failure.message}
            yield Flaw(len(text), len(text), BROKE, facts)
        return
    spoken = streamed(trace) and trace.kind == "chat" and 200 <= trace.status < 300
    if spoken and not any(line.partition(":")[2].strip() == "[DONE]" for line in text.splitlines()[-6:]):
        yield Flaw(len(text), len(text), NO_DONE)


def _apart(flaws: list[Flaw]) -> list[Flaw]:
    done: list[Flaw] = []
    for flaw in sorted(flaws, key=lambda f: (f.start, -f.end)):
        if not done or flaw.start >= done[-1].end:
            done.append(flaw)
    return done
