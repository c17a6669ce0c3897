"""The promise that under load the first words still come soon, seen from outside alone."""

from __future__ import annotations

from collections.abc import Sequence

from answerback.check import Check, Reason, Steps
from answerback.checks.bursts import Done, rounds
from answerback.checks.chat.answers import Answers
from answerback.values.injections import Configure
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text

MEASURABLE_S = 0.1
ENOUGH = 8


class SoonUnderLoad(Check):
    """A queue shows in waves: who waits begins when somebody else has ended. A busy machine makes all slower alike."""

    promise = Text(en="Under load the first words still come soon.", zh="高负载下首字仍然来得快。")
    why = Text(
        en="Beyond its places a server lets wait, and the wait grows with the load.",
        zh="并行位用完之后就要排队，负载越高等得越久。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.INFO
    reasons = {
        "waves": Reason(
            Text(
                en="of {of} at once about {places} begin together, the last waits {last} s for its first word "
                "(alone: {alone} s)",
                zh="{of} 个并发请求中约 {places} 个同时开始，最后一个等了 {last} 秒才出首字（单独请求时 {alone} 秒）",
            ),
            Configure(name="slots", value=4),
        ),
    }

    def run(self) -> Steps:
        """Look for beginnings that wait for ends."""
        found = yield from rounds(self.setting)
        many, single = found.many, found.single_s
        if len(many) < ENOUGH or single < MEASURABLE_S or not all(done.reading.ok for done in many):
            return self.ok(untimed=True)
        alone = sorted(done.first_s for done in found.alone)[len(found.alone) // 2]
        firsts = [done.first_s for done in many]
        facts = {"of": len(many), "alone": round(alone, 2), "last": round(max(firsts), 2)}
        late = [done for done in many if done.first_s >= alone + 0.6 * single]
        early = [done for done in many if done not in late]
        if len(late) >= 2 and len(early) >= 2 and _waited(early, late):
            return self.warn("waves", **facts, places=len(early), waiting=len(late))
        return self.ok(**facts)


def _waited(early: Sequence[Done], late: Sequence[Done]) -> bool:
    """Whether nobody of the late began before one of the early had ended."""
    free = min(done.end_s for done in early)
    return all(done.start_s + done.first_s >= free for done in late)
