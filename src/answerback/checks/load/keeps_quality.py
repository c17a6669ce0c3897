"""The promise that answers stay right when many are made at once."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.bursts import Done, rounds
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO
from answerback.values.injections import Garble, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

ERROR_RATE = 0.01
"""The chance that this check blames a service whose answers are no worse under load (a sign test, one-sided)."""


class KeepsQuality(Check):
    """The tasks that failed in the burst are given again, one at a time; batching noise goes both ways."""

    promise = Text(en="Answers under load are as right as alone.", zh="高并发时的回答与单独请求时一样正确。")
    why = Text(
        en="Kernels that only run in large batches may be wrong, and nobody sees it in a single test.",
        zh="只在大批次下运行的算子可能出错，单个请求测不出来。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.MAJOR
    reasons = {
        "collapses": Reason(
            Text(
                en="{worse} of {of} tasks fail at once and succeed alone, {better} the other way round",
                zh="{of} 个任务中有 {worse} 个并发时失败、单独时成功，反过来的有 {better} 个",
            ),
            Garble(on=When(above=6)),
        ),
    }

    def run(self) -> Steps:
        """Give the tasks of the large burst again, alone, if enough of them failed."""
        found = yield from rounds(self.setting)
        burst = [done for done in (*found.few, *found.many) if done.reading.ok]
        failed = [done for done in burst if not done.right]
        facts = {"of": len(burst), "failed": len(failed)}
        if not any(done.right for done in found.alone) or chance(len(failed), 0) > ERROR_RATE:
            return self.ok(**facts)
        hello: Reading = yield HELLO
        worse = better = 0
        for done in burst:
            again: Reading = yield done.task.ask(self.setting, hello, alone=True, nth=1)
            right = Done(done.task, again).right
            worse += right and not done.right
            better += done.right and not right
        if chance(worse, better) <= ERROR_RATE and 3 * worse >= len(burst):
            for done in found.alone:  # a model that fails now and then by itself shows nothing of the load
                once_more: Reading = yield done.task.ask(self.setting, hello, alone=True, nth=1)
                if Done(done.task, once_more).right != done.right:
                    return self.ok(worse=worse, better=better, unsteady=True, **facts)
            return self.fail("collapses", worse=worse, better=better, **facts)
        return self.ok(worse=worse, better=better, **facts)


def chance(worse: int, better: int) -> float:
    """Return the chance of so many or more of the changes being for the worse, if both were as likely."""
    from math import comb

    total = worse + better
    return float(sum(comb(total, k) for k in range(worse, total + 1)) / 2**total)
