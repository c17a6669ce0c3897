"""The promise that the first request is as fast as the next ones."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO
from answerback.checks.streaming.streams import Streams
from answerback.values.injections import Delay, When
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

TIMES, MORE_S = 5.0, 5.0


class Warm(Check):
    """The first question whole, then the same streamed: products that load on demand are slow once, by right."""

    promise = Text(en="The first request is as fast as the next.", zh="第一个请求和后面的一样快。")
    why = Text(
        en="A model that is unloaded when idle lets the first user of each morning wait.",
        zh="空闲时卸载模型，会让每天第一个用户久等。",
    )
    level = SMOKE
    needs = (Answers,)
    after = (Streams,)
    severity = Severity.INFO
    reasons = {
        "cold": Reason(
            Text(
                en="the first answer took {first} s, the same question again {second} s",
                zh="第一次回答用了 {first} 秒，同样的问题再问一次只要 {second} 秒",
            ),
            Delay(on=When(nth=1), first_s=20.0),
        ),
    }

    def run(self) -> Steps:
        """Compare the times of the first question's two answers."""
        hello: Reading = yield HELLO
        stream = yield from first_stream()
        if not stream.ok or not hello.ok:
            return self.not_needed()
        first, second = hello.exchange.phases.end_s, stream.exchange.phases.end_s
        facts = {"first": round(first, 2), "second": round(second, 2)}
        if first >= TIMES * second and first - second >= MORE_S:
            return self.warn("cold", **facts)
        return self.ok(**facts)
