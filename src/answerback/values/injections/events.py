"""Misbehaviour of streams, at the level of events and of bytes. Events are numbered from 0, comments not counted."""

from __future__ import annotations

from typing import Literal

from answerback.values.injections.when import Injection, Positive
from answerback.values.text import Text


class DropEvent(Injection, frozen=True):
    """Events are lost: those whose data holds `text`, or the one at `index` (negative: from the end),
    or every `every`-th that carries text."""

    gist = Text(en="events of a stream are lost", zh="流中的事件丢失")

    text: str = ""
    index: int | None = None
    every: int = 0


class RepeatEvent(Injection, frozen=True):
    """The event at `index` is sent twice, or every `every`-th that carries text."""

    gist = Text(en="events of a stream come twice", zh="流中的事件重复")

    index: int = 1
    every: int = 0


class SwapEvents(Injection, frozen=True):
    """The events at `index` and after it change places."""

    gist = Text(en="two neighbouring events change places", zh="相邻两个事件次序颠倒")

    index: int = 1


class MergeEvents(Injection, frozen=True):
    """The texts of so many chunks come in one (a coarse stream interval)."""

    gist = Text(en="the texts of several chunks come in one", zh="多个分块的文本合并为一个")

    count: Positive = 8


class BreakEvent(Injection, frozen=True):
    """An event is broken: `cut` ends its JSON early, `glue` loses the blank line behind it, `split` puts a line break
    inside the JSON, `bare` loses the word `data:`."""

    gist = Text(en="an event's JSON or framing is broken", zh="事件的 JSON 或分帧被破坏")

    index: int = 1
    how: Literal["cut", "glue", "split", "bare"] = "cut"


class InsertEvent(Injection, frozen=True):
    """Something is put into the stream before the event at `index` (negative: from the end), byte for byte
    with its own line ends; `then_end` ends the stream after it."""

    gist = Text(en="something is put into the stream", zh="在流中插入内容")

    text: str
    index: int = 1
    then_end: bool = False


class HoldStream(Injection, frozen=True):
    """The stream is held back until it is complete, then sent at once (`dribble_s` 0) or in evenly timed pieces
    (fake streaming); `bytes`: only until so many are together, again and again (a proxy's buffer)."""

    gist = Text(en="the stream is held back and comes in one burst", zh="流被缓冲，最后一次性吐出")

    dribble_s: float = 0.0
    bytes: int = 0


class Rechunk(Injection, frozen=True):
    """The bytes are cut into pieces of this size without regard to events (no fault). `crlf`: lines end in CRLF;
    `tight`: no blank after `data:`."""

    gist = Text(en="the bytes are cut into small pieces (no fault)", zh="字节被切成小块（不是故障）")

    size: Positive = 7
    crlf: bool = False
    tight: bool = False


class Comments(Injection, frozen=True):
    """Keep-alive comment lines before every event (no fault)."""

    gist = Text(en="keep-alive comments before every event (no fault)", zh="每个事件前都有保活注释（不是故障）")

    text: str = ": keep-alive"
