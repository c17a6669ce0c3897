"""The first token comes later than was declared."""

from __future__ import annotations

from answerback.checks.streaming.streams import Streams
from answerback.conclude import measure
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.p_expected import BY_HAND
from answerback.values.asked import Asked
from answerback.values.expected import Expected
from answerback.values.result import Confidence
from answerback.values.text import Text


class FirstTokenLate(Fault):
    """The median over the streams of the run, which are short prompts on an otherwise idle connection."""

    code = "P04"
    title = Text(
        en="The first token takes {measured} ms, at most {expected} ms were declared",
        zh="首个 token 需要 {measured} 毫秒，声明的上限是 {expected} 毫秒",
    )
    cause = Text(
        en="The median over the streams of this run is above what the owner declares.",
        zh="本次各流式回答的中位数超过了声明的上限。",
    )
    asked = Asked(expected=Expected(ttft_ms=0.001), by_hand=BY_HAND)
    remedy = {
        None: Remedy(
            Text(
                en="See whether the service is loaded or its model too large for the machine; `answerback bench`"
                " measures it under load. Or correct `expect.ttft-ms`.",
                zh="确认服务是否繁忙、模型对这台机器是否过大；`answerback bench` 可在负载下测量。或更正"
                " `expect.ttft-ms`。",
            )
        )
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The measured median is above the declared one."""
        declared = seen.setting.target.expected
        if declared is None or declared.ttft_ms is None:
            return None
        measured = measure(seen.readings.values(), 0.0).ttft_ms
        if measured is None or measured <= declared.ttft_ms:
            return None
        seen.consulted += [Streams.id] if Streams.id in seen.results else []
        return Diagnosis(Confidence.CERTAIN, {"measured": measured, "expected": f"{declared.ttft_ms:g}"})
