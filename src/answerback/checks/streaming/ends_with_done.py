"""The promise that a stream says when it is over."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO_STREAM
from answerback.checks.streaming.streams import Streams
from answerback.values.injections import STREAMED, DropEvent
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class EndsWithDone(Check):
    """`data: [DONE]` comes last; some products never send it by design (transformers serve)."""

    promise = Text(en="A stream ends with [DONE].", zh="流以 [DONE] 结尾。")
    why = Text(en="Many clients wait for it until they time out.", zh="许多客户端会一直等它，直到超时。")
    needs = (Streams,)
    severity = Severity.MINOR
    reasons = {
        "missing": Reason(
            Text(en="{events} events, the last is {last!r}", zh="共 {events} 个事件，最后一个是 {last!r}"),
            DropEvent(on=STREAMED, text="[DONE]"),
        ),
    }

    def run(self) -> Steps:
        """Look at the last event of the first stream."""
        stream: Reading = yield HELLO_STREAM
        if not stream.done:
            last = stream.data[-1].data[:80] if stream.data else ""
            return self.fail("missing", events=len(stream.data), last=last)
        return self.ok(events=len(stream.data))
