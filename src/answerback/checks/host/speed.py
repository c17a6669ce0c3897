"""The promise that words come at a rate at which people can read."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO_STREAM
from answerback.checks.streaming.streams import Streams
from answerback.values.injections import STREAMED, Delay
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

READABLE = 5.0
"""Tokens per second; people read about as fast."""
ENOUGH = 8
"""Pieces below which no rate is told."""


class Readable(Check):
    """Reads the arrival times of the first stream; a slow machine is no fault, a slow GPU server may be."""

    promise = Text(en="Words come as fast as one reads.", zh="出字速度跟得上阅读速度。")
    why = Text(
        en="So slow, a model mostly runs on the CPU by mistake.",
        zh="慢到这个程度，往往是模型误跑在了 CPU 上。",
    )
    needs = (Streams,)
    severity = Severity.INFO
    reasons = {
        "slow": Reason(
            Text(en="{rate} pieces per second", zh="每秒 {rate} 段"),
            Delay(on=STREAMED, event_s=0.5),
        ),
    }

    def run(self) -> Steps:
        """Divide pieces by time."""
        stream: Reading = yield HELLO_STREAM
        spoken = stream.spoken_ns
        if len(spoken) < ENOUGH or spoken[-1] <= spoken[0]:
            return self.ok()
        usage = stream.answer.usage
        count = max(len(spoken), (usage.completion or 0) if usage else 0) - 1
        rate = count / ((spoken[-1] - spoken[0]) / 1e9)
        return self.ok(rate=round(rate, 1)) if rate >= READABLE else self.warn("slow", rate=round(rate, 1))
