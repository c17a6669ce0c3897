"""L10: streams stand still under load."""

from __future__ import annotations

from answerback.checks.load.flows import Flows
from answerback.checks.load.room import KeepsRoom
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Stall, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class Preempted(Fault):
    """The cache for running answers is full, so some are put aside; long prompts of others look the same."""

    code = "L10"
    title = Text(en="Streams stand still for seconds under load", zh="高负载时流会停顿数秒")
    cause = Text(
        en="{count} of {of} simultaneous streams paused for up to {longest} s: the KV cache is full and requests are "
        "preempted, or long prompts of others are computed in between.",
        zh="{of} 个并发的流中有 {count} 个停顿，最长 {longest} 秒：KV 缓存已满、请求被抢占，或中间插入了别人的长提示。",
    )
    severity = Severity.MINOR
    priority = 2
    level = DEEP
    seen_with = Stall(on=When(stream=True, above=8), events=6, for_s=8.0)
    remedy = {
        None: Remedy(
            Text(
                en="Give the cache more memory, or take fewer requests at once and shorter contexts.",
                zh="给 KV 缓存更多显存，或减少并发数和上下文长度。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="`--gpu-memory-utilization 0.95`, `--max-num-seqs 64`, `--max-model-len 16384`; the log counts "
                "preemptions (`vllm:num_preemptions_total`).",
                zh="`--gpu-memory-utilization 0.95`、`--max-num-seqs 64`、`--max-model-len 16384`；抢占次数见指标 "
                "`vllm:num_preemptions_total`。",
            ),
            ("--gpu-memory-utilization 0.95", "--max-num-seqs 64", "--max-model-len 16384"),
        ),
        "sglang": Remedy(
            Text(
                en="`--mem-fraction-static 0.9`, `--max-running-requests 64`, `--schedule-conservativeness 1.3`.",
                zh="`--mem-fraction-static 0.9`、`--max-running-requests 64`、`--schedule-conservativeness 1.3`。",
            ),
            ("--mem-fraction-static 0.9", "--max-running-requests 64"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """In several streams at once, and in none alone."""
        if not seen.broke(Flows, "pauses"):
            return None
        facts = seen.facts(Flows)
        counted = seen.broke(KeepsRoom, "preempted")  # the server's own count leaves no other cause
        sure = Confidence.CERTAIN if counted else Confidence.POSSIBLE
        return Diagnosis(sure, {name: facts[name] for name in ("count", "of", "longest")})
