"""The promise that every event of a stream is framed, and is JSON."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.chat.answers import Answers
from answerback.checks.streaming.streams import Streams
from answerback.values.injections import STREAMED, BreakEvent, InsertEvent
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.errors import read_error
from answerback.wire.openai import NOTHING, decode
from answerback.wire.sse import Event


class Framed(Check):
    """Read as the specification says: comments, CRLF, missing blanks and any cut of the bytes are right."""

    promise = Text(
        en="Every event of a stream is `data:` and JSON, ended by a blank line.",
        zh="流中的每个事件都是 `data:` 加 JSON，并以空行结束。",
    )
    why = Text(
        en="Clients drop what is not framed, or fail on it in the middle of the answer.",
        zh="分帧不对的内容会被客户端丢弃，或者让它在回答中途报错。",
    )
    level = SMOKE
    needs = (Answers,)
    after = (Streams,)
    reasons = {
        "unframed-error": Reason(
            Text(
                en="an error stands in the stream without `data:`, so clients never see it: {excerpt}",
                zh="流里有一条没有 `data:` 前缀的错误，客户端看不到它：{excerpt}",
            ),
            InsertEvent(on=STREAMED, index=3, text='{"error":{"message":"CUDA out of memory"}}\n', then_end=True),
        ),
        "unframed": Reason(
            Text(
                en="event {number} (byte {offset}) holds lines without a field name: {excerpt}",
                zh="第 {number} 个事件（第 {offset} 字节处）有不带字段名的行：{excerpt}",
            ),
            BreakEvent(on=STREAMED, index=2, how="bare"),
        ),
        "glued": Reason(
            Text(
                en="the blank line between two events is missing at byte {offset}: {excerpt}",
                zh="第 {offset} 字节处两个事件之间缺少空行：{excerpt}",
            ),
            BreakEvent(on=STREAMED, index=2, how="glue"),
        ),
        "not-json": Reason(
            Text(
                en="event {number} (byte {offset}) is not JSON: {excerpt}",
                zh="第 {number} 个事件（第 {offset} 字节处）不是 JSON：{excerpt}",
            ),
            BreakEvent(on=STREAMED, index=2, how="cut"),
        ),
    }

    def run(self) -> Steps:
        """Read the first stream block by block."""
        stream = yield from first_stream()
        packed = stream.exchange.header("content-encoding") not in ("", "identity") and not stream.chunks
        if not stream.is_sse or packed:
            return self.not_needed()
        last = stream.events[-1] if stream.events else None
        broken = {event.offset for event in stream.broken}
        for number, event in enumerate(stream.events):
            if event is last and not event.closed and stream.failure is not None:
                break  # cut in the middle: judged elsewhere
            facts = {"number": number, "offset": event.offset, "excerpt": (event.stray or event.data)[:120]}
            if event.stray:
                error = read_error(decode(event.stray.encode())) is not None or "error" in event.stray.lower()
                return self.fail("unframed-error" if error and not event.data else "unframed", **facts)
            if event.offset in broken:
                return self.fail("glued" if _glued(event) else "not-json", **facts)
        return self.ok(events=len(stream.events))


def _glued(event: Event) -> bool:
    """Whether each line of an event would be one by itself."""
    lines = event.data.split("\n")
    return len(lines) > 1 and all(line.strip() == "[DONE]" or decode(line.encode()) is not NOTHING for line in lines)
