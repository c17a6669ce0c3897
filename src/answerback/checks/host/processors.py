"""The promise that a local service may use the processors that it computes with."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.machine import local
from answerback.checks.models.recognised import Recognised
from answerback.values.result import Severity
from answerback.values.text import Text

THROTTLED = 0.2
"""Held back in every fifth of the scheduler's periods."""


class ProcessorsAllowed(Check):
    """A container's quota is time, not processors: more threads than it pays for stop all together in each period."""

    promise = Text(en="The service may use the processors that it computes with.", zh="服务能用到计算所需的 CPU。")
    why = Text(
        en="Threads beyond the quota use it up in a moment, then all of them stand still until the next period.",
        zh="线程数超过 CPU 配额时，配额瞬间用完，所有线程都要停到下一个调度周期。",
    )
    needs = (Answers,)
    after = (Recognised,)
    severity = Severity.MINOR
    reasons = {
        "throttled": Reason(
            Text(
                en="its container may use {limit} CPUs and was held back in {percent} % of the scheduler's periods",
                zh="容器的 CPU 配额为 {limit} 核，在 {percent}% 的调度周期里被限流",
            ),
        ),
        "too-many-threads": Reason(
            Text(
                en="`{flag}` asks for {threads} threads, its container may use {limit} CPUs",
                zh="`{flag}` 要用 {threads} 个线程，而容器的 CPU 配额只有 {limit} 核",
            ),
        ),
    }

    def run(self) -> Steps:
        """Compare the quota with the threads, and read how often it was used up."""
        here = yield from local(self.setting)
        if here is None:
            return self.not_needed()
        limit, throttled = here.limit("cpus"), here.limit("throttled")
        facts = {"cpus": here.machine.get("cpus"), "limit": round(limit, 2) if limit is not None else None}
        if limit is None:
            return self.ok(**facts)
        facts["percent"] = round(100 * (throttled or 0.0))
        if (throttled or 0.0) >= THROTTLED:
            return self.warn("throttled", **facts)
        flag = here.flag("-t", "--threads", "LLAMA_ARG_THREADS", "OMP_NUM_THREADS")
        threads = int(flag[1]) if flag is not None and flag[1].isdigit() else 0
        if flag is not None and threads > 1.5 * limit:
            return self.warn("too-many-threads", **facts, flag=flag[0], threads=threads)
        return self.ok(**facts)
