"""The promise that streams keep flowing when many are under way."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import pace
from answerback.checks.bursts import Done, rounds
from answerback.checks.chat.answers import Answers
from answerback.values.injections import Stall, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text

PAUSE_S = 3.0


class Flows(Check):
    """Pauses in the middle that no stream has alone; several times as long as a whole answer takes."""

    promise = Text(en="Streams keep flowing under load.", zh="高负载时流不会中途停顿。")
    why = Text(
        en="When the cache for running answers is full, some are put aside and computed again.",
        zh="KV 缓存用满时，一些回答会被挂起、重新计算。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "pauses": Reason(
            Text(
                en="{count} of {of} simultaneous streams stood still for up to {longest} s in the middle; alone none "
                "does",
                zh="{of} 个并发的流中有 {count} 个中途停顿，最长 {longest} 秒；单独请求时没有",
            ),
            Stall(on=When(stream=True, above=8), events=6, for_s=8.0),
        ),
    }

    def run(self) -> Steps:
        """Compare the longest gaps."""
        found = yield from rounds(self.setting)
        limit = max(PAUSE_S, 3 * found.single_s)
        paused = [gap for done in found.many if (gap := _longest(done)) >= limit]
        if len(paused) >= 2 and all(_longest(done) < limit for done in found.alone):
            return self.warn("pauses", count=len(paused), of=len(found.many), longest=round(max(paused), 1))
        return self.ok(longest=round(max(map(_longest, found.all), default=0.0), 2))


def _longest(done: Done) -> float:
    found = pace(done.reading)
    return found.longest_s if found is not None and done.reading.ok else 0.0
