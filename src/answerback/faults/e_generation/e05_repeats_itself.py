"""E05: a phrase is repeated up to the limit."""

from __future__ import annotations

from answerback.fault import Diagnosis, Fault, Seen
from answerback.faults.e_generation.loops import REMEDY, looping
from answerback.values.injections import CHAT, Flood
from answerback.values.result import Severity
from answerback.values.text import Text


class RepeatsItself(Fault):
    """Several answers to different questions end in a loop; a greedy small model may loop once."""

    code = "E05"
    title = Text(en="Answers end in an endless repetition: {unit!r}", zh="回答以无限重复结尾：{unit!r}")
    cause = Text(
        en="The model loops: sampling settings that it was not made for (greedy, no penalties), a coarse "
        "quantisation, or a kernel at fault. {answers} of {of} answers.",
        zh="模型陷入循环：采样参数不合适（贪心、无惩罚）、量化过粗或内核有误。{of} 个回答中有 {answers} 个。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = Flood(on=CHAT, text=" and so on we go", keep=3)
    yields_to = ("E01", "E07")
    evidence = ("vllm-project/vllm-ascend#15166",)
    remedy = REMEDY

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A phrase over and over; a single word is more likely the cache."""
        return looping(seen, "phrase-loop")
