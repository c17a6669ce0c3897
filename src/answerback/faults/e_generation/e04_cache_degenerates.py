"""E04: half a sentence, then one word for ever."""

from __future__ import annotations

from answerback.fault import Diagnosis, Fault, Seen
from answerback.faults.e_generation.loops import REMEDY, looping
from answerback.values.injections import CHAT, Flood
from answerback.values.result import Severity
from answerback.values.text import Text


class CacheDegenerates(Fault):
    """Typical of a quantised KV cache without scales; from outside it is not told apart from other loops."""

    code = "E04"
    title = Text(
        en="Answers begin well and end in one word for ever: {unit!r}",
        zh="回答开头正常，随后无限重复同一个词：{unit!r}",
    )
    cause = Text(
        en="A KV cache in FP8 or INT8 without calibrated scales loses what was said; {answers} of {of} "
        "answers loop, sampled ones among them.",
        zh="FP8/INT8 的 KV 缓存未经标定，丢失了前文信息；{of} 个回答中有 {answers} 个陷入循环，其中包括采样得到的。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = Flood(on=CHAT, text=" same", keep=5)
    yields_to = ("E01", "E07")
    evidence = (
        "vllm-project/vllm#10411",
        "dphnAI/sonar#549",
    )
    remedy = REMEDY

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A word over and over; a phrase is more likely a matter of sampling."""
        return looping(seen, "word-loop")
