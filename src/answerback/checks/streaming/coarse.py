"""The promise that a stream comes in small pieces."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.streaming.finishes import Finishes
from answerback.checks.thought import find_out
from answerback.values.injections import STREAMED, MergeEvents
from answerback.values.result import Severity
from answerback.values.text import Text

TOKENS = 6
"""Tokens in a chunk from which on the text jerks; speculative decoding yields up to about five."""


class SmallPieces(Check):
    """Tokens divided by chunks; a server may choose its stream interval, so this is worth knowing, no more."""

    promise = Text(en="A stream comes in pieces of a few tokens.", zh="流以几个 token 为一段输出。")
    why = Text(
        en="Large pieces make the text jerk, and delay the first of them.",
        zh="每段太大，文字一顿一顿地出现，首字也更慢。",
    )
    needs = (Finishes,)
    severity = Severity.INFO
    reasons = {
        "coarse": Reason(
            Text(en="{tokens} tokens in {pieces} pieces", zh="{tokens} 个 token 只分成 {pieces} 段"),
            MergeEvents(on=STREAMED, count=10),
        ),
    }

    def run(self) -> Steps:
        """Count in the longest stream there is."""
        first = yield from first_stream()
        known = yield from find_out(self.setting)
        for stream in (known.reading, first):
            usage, pieces = stream.answer.usage, len(stream.spoken_ns)
            if not stream.ok or usage is None or not usage.completion or usage.completion < 32 or not pieces:
                continue
            hidden = usage.reasoning or 0 if not stream.answer.first or not stream.answer.first.thought else 0
            tokens = usage.completion - hidden
            if tokens >= TOKENS * pieces:
                return self.warn("coarse", tokens=tokens, pieces=pieces)
            return self.ok(tokens=tokens, pieces=pieces)
        return self.ok()
