"""The promise that requests are served side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from answerback.check import Check, Reason, Steps
from answerback.checks.bursts import Done, rounds
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.thought import product
from answerback.values.asks import Get
from answerback.values.injections import Serialise
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

MEASURABLE_S = 0.1


class InParallel(Check):
    """One after the other shows in the ends of four simultaneous answers: they come a whole answer apart.

    A machine that is merely shared lets all of them end late, and at about the same time.
    """

    promise = Text(en="Simultaneous requests are served side by side.", zh="并发请求能并行处理。")
    why = Text(
        en="Served one after the other, the last of ten users waits ten times as long.",
        zh="逐个处理时，十个用户里的最后一个要等十倍的时间。",
    )
    level = DEEP
    needs = (Answers,)
    after = (Recognised,)
    severity = Severity.MINOR
    reasons = {
        "serialised": Reason(
            Text(
                en="one alone takes {single} s; of {count} at once each begins when the one before is over: {ends} s",
                zh="单个请求用 {single} 秒；{count} 个同时发出时依次等前一个结束：分别在 {ends} 秒完成",
            ),
            Serialise(),
        ),
    }

    def run(self) -> Steps:
        """Compare the ends of four at once with the time of one alone."""
        found = yield from rounds(self.setting)
        single, few = found.single_s, found.few
        if len(few) < 3 or single < MEASURABLE_S or not all(done.reading.ok for done in few):
            return self.ok(single=round(single, 3), untimed=True)
        began = min(done.start_s for done in few)
        ends = sorted(done.end_s - began for done in few)
        firsts = sorted(done.start_s - began + done.first_s for done in few)
        apart = all(b - a >= 0.6 * single for a, b in pairwise(ends))
        stairs = all(b - a >= 0.6 * single for a, b in pairwise(firsts))
        facts = {"single": round(single, 2), "count": len(few), "ends": [round(end, 2) for end in ends]}
        if not (apart and stairs) and not _in_turn(few):
            return self.ok(**facts)
        slots: int | None = None
        kind = product(self.setting)
        if kind is not None and kind.name == "llamacpp":
            props: Reading = yield Get(path="/props")
            told = props.json.get("total_slots") if props.ok and isinstance(props.json, dict) else None
            slots = told if isinstance(told, int) else None
        return self.warn("serialised", slots=slots, **facts)


def _in_turn(few: Sequence[Done]) -> bool:
    """Whether no two of them spoke at the same time, though each had a while to speak.

    Answers of unequal lengths do not end a whole answer apart, and are served one after the other all the same.
    """
    spoken = sorted((done.start_s + done.first_s, done.end_s) for done in few)
    long = [end - first >= MEASURABLE_S for first, end in spoken]
    return all(long) and all(later[0] >= one[1] for one, later in pairwise(spoken))
