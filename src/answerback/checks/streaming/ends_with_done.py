"""The promise that a stream says when it is over."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.streaming.finishes import Finishes
from answerback.checks.thought import product
from answerback.values.injections import STREAMED, DropEvent
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class EndsWithDone(Check):
    """`data: [DONE]` comes last; some products never send it by design (transformers serve)."""

    promise = Text(en="A stream ends with [DONE].", zh="流以 [DONE] 结尾。")
    why = Text(en="Many clients wait for it until they time out.", zh="许多客户端会一直等它，直到超时。")
    level = SMOKE
    needs = (Finishes,)
    severity = Severity.MINOR
    reasons = {
        "missing": Reason(
            Text(en="{events} events, the last is {last!r}", zh="共 {events} 个事件，最后一个是 {last!r}"),
            DropEvent(on=STREAMED, text="[DONE]"),
        ),
        "by-design": Reason(
            Text(en="this product ends its streams without it", zh="该产品的流本来就不以它结尾"), (), "transformers"
        ),
    }

    def run(self) -> Steps:
        """Look at the last event of the first stream."""
        stream = yield from first_stream()
        if stream.done:
            return self.ok(events=len(stream.data))
        kind = product(self.setting)
        if kind is not None and not kind.sends_done:
            return self.unsupported("by-design")
        last = stream.data[-1].data[:80] if stream.data else ""
        return self.fail("missing", events=len(stream.data), last=last)
