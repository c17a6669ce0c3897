"""L18: the KV cache is full, so that requests wait or are put aside."""

from __future__ import annotations

from answerback.checks.load.room import KeepsRoom
from answerback.checks.load.waiting import NobodyWaits
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.l_load.l17_queue import SLOW_S
from answerback.values.injections import CHAT, Delay, Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CacheFull(Fault):
    """By the server's own count. Where streams stand still for it, L10 says so."""

    code = "L18"
    title = Text(en="The KV cache is full", zh="KV 缓存已满")
    cause = Text(
        en="The metrics page tells {what}: there is no room for more or longer requests at once, and more parallel "
        "requests would make it worse.",
        zh="监控指标显示 {what}：已经放不下更多或更长的并发请求，此时再调大并行数只会更糟。",
    )
    severity = Severity.MINOR
    priority = 2
    yields_to = ("L01", "L02", "L10")
    evidence = ("docs.vllm.ai configuration/optimization (preemption)",)
    seen_with = (
        Reply(
            on=When(route="/metrics"),
            content_type="text/plain",
            body="vllm:num_requests_running 4\nvllm:num_requests_waiting 7\nvllm:kv_cache_usage_perc 0.99\n",
        ),
        Delay(on=CHAT, first_s=9.0),
    )
    remedy = {
        None: Remedy(
            Text(
                en="Give the cache more memory, allow fewer requests at once or shorter contexts, or add a replica.",
                zh="给 KV 缓存更多显存，减少并发数或缩短上下文，或增加副本。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="`--gpu-memory-utilization 0.95`, a smaller `--max-model-len 16384`, `--kv-cache-dtype fp8`, or "
                "fewer at once: `--max-num-seqs 64`.",
                zh="`--gpu-memory-utilization 0.95`、调小 `--max-model-len 16384`、`--kv-cache-dtype fp8`，"
                "或减少并发：`--max-num-seqs 64`。",
            ),
            ("--gpu-memory-utilization 0.95", "--max-model-len 16384", "--kv-cache-dtype fp8", "--max-num-seqs 64"),
        ),
        "sglang": Remedy(
            Text(
                en="`--mem-fraction-static 0.9`, `--schedule-conservativeness 1.3` against retractions, "
                "`--max-running-requests 64`.",
                zh="`--mem-fraction-static 0.9`；用 `--schedule-conservativeness 1.3` 减少 retract；"
                "`--max-running-requests 64`。",
            ),
            ("--mem-fraction-static 0.9", "--schedule-conservativeness 1.3", "--max-running-requests 64"),
        ),
        "lmdeploy": Remedy(
            Text(
                en="`--cache-max-entry-count 0.9`, `--quant-policy 8`, or fewer at once: `--max-batch-size 64`.",
                zh="`--cache-max-entry-count 0.9`、`--quant-policy 8`，或减少并发：`--max-batch-size 64`。",
            ),
            ("--cache-max-entry-count 0.9", "--quant-policy 8", "--max-batch-size 64"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A full cache with a queue before it, or requests put aside while we asked."""
        waits, room = seen.facts(NobodyWaits), seen.facts(KeepsRoom)
        if seen.broke(KeepsRoom, "preempted"):
            seen.broke(NobodyWaits)
            return Diagnosis(Confidence.CERTAIN, {"what": f"preemptions +{room['preemptions']}"})
        if not seen.broke(NobodyWaits, "full"):
            return None
        what = {"what": f"KV cache {waits['percent']} %, waiting {waits['waiting']}, running {waits['running']}"}
        slow = waits["seconds"] >= SLOW_S
        return Diagnosis(Confidence.CERTAIN, what, None if slow else Severity.INFO)
