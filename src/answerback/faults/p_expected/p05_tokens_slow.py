"""Tokens come slower than was declared."""

from __future__ import annotations

from answerback.checks.streaming.streams import Streams
from answerback.conclude import measure
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.p_expected import BY_HAND
from answerback.values.asked import Asked
from answerback.values.expected import Expected
from answerback.values.result import Confidence
from answerback.values.text import Text


class TokensSlow(Fault):
    """The median over the streams of the run that were long enough to have a rate."""

    code = "P05"
    title = Text(
        en="{measured} tokens/s in a stream, at least {expected} were declared",
        zh="单个流每秒 {measured} 个 token，声明的下限是 {expected}",
    )
    cause = Text(
        en="The median over the streams of this run is below what the owner declares.",
        zh="本次各流式回答的中位数低于声明的下限。",
    )
    asked = Asked(expected=Expected(tokens_per_s=1e9), by_hand=BY_HAND)
    remedy = {
        None: Remedy(
            Text(
                en="See whether the service is loaded, runs on the CPU or shares its GPU; `answerback bench` measures"
                " it under load. Or correct `expect.tokens-per-s`.",
                zh="确认服务是否繁忙、是否落到 CPU 上或与其他程序共用 GPU；`answerback bench` 可在负载下测量。或更正"
                " `expect.tokens-per-s`。",
            )
        )
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The measured median is below the declared one."""
        declared = seen.setting.target.expected
        if declared is None or declared.tokens_per_s is None:
            return None
        measured = measure(seen.readings.values(), 0.0).tokens_per_s
        if measured is None or measured >= declared.tokens_per_s:
            return None
        seen.consulted += [Streams.id] if Streams.id in seen.results else []
        return Diagnosis(Confidence.CERTAIN, {"measured": measured, "expected": f"{declared.tokens_per_s:g}"})
