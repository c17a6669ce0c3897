"""The promise that a stream that began with 200 brings no error."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.chat.answers import Answers
from answerback.checks.streaming.streams import Streams
from answerback.values.injections import STREAMED, InsertEvent
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.errors import read_error


class NoErrorInside(Check):
    """Once the status is sent, an error can only come as an event; many clients take it for an empty chunk."""

    promise = Text(en="No error comes in the middle of a stream.", zh="流的中途不会出现错误。")
    why = Text(
        en="The status was 200, so retries and alarms do not notice it.",
        zh="状态码已经是 200，重试和告警都察觉不到。",
    )
    level = SMOKE
    needs = (Answers,)
    after = (Streams,)
    reasons = {
        "event": Reason(
            Text(
                en="after {chunks} chunks of text an error came as an event: {message}",
                zh="输出 {chunks} 段文本后，以事件形式出现了错误：{message}",
            ),
            InsertEvent(
                on=STREAMED, index=4, then_end=True,
                text='data: {"error":{"message":"Internal error: out of memory","type":"server_error","code":500}}\n\n'
                "data: [DONE]\n\n",
            ),
        ),
    }  # fmt: skip

    def run(self) -> Steps:
        """Look for an `error` in the chunks, or an event of that name."""
        stream = yield from first_stream()
        if not stream.is_sse:
            return self.not_needed()
        spoken = 0
        for chunk in stream.chunks:
            error = read_error(chunk.raw)
            if error is not None:
                return self.fail("event", message=error.message[:200], type=error.type, code=error.code, chunks=spoken)
            spoken += chunk.says
        named = next((event for event in stream.data if event.name == "error"), None)
        if named is not None:
            return self.fail("event", message=named.data[:200], type="", code="", chunks=spoken)
        return self.ok()
