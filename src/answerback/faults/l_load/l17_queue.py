"""L17: others' requests fill the service, ours wait in its queue."""

from __future__ import annotations

from answerback.checks.load.alive import EngineAlive
from answerback.checks.load.waiting import NobodyWaits
from answerback.checks.load.waves import SoonUnderLoad
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Delay, Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text

SLOW_S = 5.0
"""A first chat that took longer makes the queue more than a remark."""


class Queue(Fault):
    """A busy service is not broken; but its slowness has another cause than a slow model, and another remedy."""

    code = "L17"
    title = Text(en="Requests wait in the server's queue", zh="请求在服务端排队")
    cause = Text(
        en="{waiting} requests were waiting and {running} were worked on while ours took {seconds} s: it is queueing, "
        "not a slow model or a long prompt.",
        zh="我们的请求用了 {seconds} 秒，当时有 {waiting} 个请求在排队、{running} 个在处理：慢在排队，不是模型慢，"
        "也不是提示长。",
    )
    severity = Severity.MINOR
    priority = 2
    yields_to = ("L01", "L02", "L03", "L10", "L18")
    evidence = ("docs.vllm.ai usage/metrics (vllm:num_requests_waiting)",)
    seen_with = (
        Reply(
            on=When(route="/metrics"),
            content_type="text/plain",
            body="vllm:num_requests_running 4\nvllm:num_requests_waiting 7\nvllm:kv_cache_usage_perc 0.4\n",
        ),
        Delay(on=CHAT, first_s=9.0),
    )
    remedy = {
        None: Remedy(
            Text(
                en="Let it take more requests at once while memory lasts, or spread them over more replicas.",
                zh="显存允许时调大并行请求数，或增加副本分担负载。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="If `vllm:kv_cache_usage_perc` is far below 1, raise `--max-num-seqs 256` and "
                "`--max-num-batched-tokens 8192`; near 1, `--gpu-memory-utilization 0.95`, a smaller "
                "`--max-model-len 16384`, or another replica.",
                zh="若 `vllm:kv_cache_usage_perc` 远小于 1，调大 `--max-num-seqs 256` 和 "
                "`--max-num-batched-tokens 8192`；接近 1 时用 `--gpu-memory-utilization 0.95`、调小 "
                "`--max-model-len 16384`，或增加副本。",
            ),
            ("--max-num-seqs 256", "--max-num-batched-tokens 8192", "--gpu-memory-utilization 0.95"),
        ),
        "sglang": Remedy(
            Text(
                en="Raise `--max-running-requests 64`; if `sglang:token_usage` is near 1, `--mem-fraction-static 0.9` "
                "or another replica.",
                zh="调大 `--max-running-requests 64`；若 `sglang:token_usage` 接近 1，用 `--mem-fraction-static 0.9` "
                "或增加副本。",
            ),
            ("--max-running-requests 64", "--mem-fraction-static 0.9"),
        ),
        "llamacpp": Remedy(
            Text(
                en="More slots: `-np 4`, with `-c` large enough for all of them.",
                zh="增加槽位：`-np 4`，并把 `-c` 调大到够所有槽位用。",
            ),
            ("-np 4", "-c 32768"),
        ),
        "tgi": Remedy(
            Text(
                en="Raise `--max-batch-total-tokens 65536` (its start-up log says what the memory allows), or add a "
                "replica.",
                zh="调大 `--max-batch-total-tokens 65536`（启动日志会给出显存允许的值），或增加副本。",
            ),
            ("--max-batch-total-tokens 65536",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Raise `--max-batch-size 128`, and `--cache-max-entry-count 0.9` for the cache behind it.",
                zh="调大 `--max-batch-size 128`，并用 `--cache-max-entry-count 0.9` 给 KV 缓存更多显存。",
            ),
            ("--max-batch-size 128", "--cache-max-entry-count 0.9"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Others wait by the server's own count; or it writes for others and has no time for one token of ours."""
        if seen.failed(EngineAlive, "crowded"):
            facts = seen.facts(EngineAlive)
            seen.rest_on(*(n for n, r in seen.readings.items() if r.failure is not None))
            told = {name: facts[name] for name in ("waiting", "running", "seconds")}
            return Diagnosis(Confidence.CERTAIN, told, Severity.MAJOR)
        if not seen.broke(NobodyWaits, "queue"):
            return _waves(seen)
        facts = seen.facts(NobodyWaits)
        told = {name: facts[name] for name in ("waiting", "running", "seconds")}
        if facts["seconds"] >= SLOW_S:
            return Diagnosis(Confidence.LIKELY, told)
        return Diagnosis(Confidence.POSSIBLE, told, Severity.INFO)


def _waves(seen: Seen) -> Diagnosis | None:
    """Our own sixteen at once came in waves: where its places end is worth knowing, and nobody's fault."""
    if not seen.broke(SoonUnderLoad, "waves"):
        return None
    facts = seen.facts(SoonUnderLoad)
    told = {"waiting": facts["waiting"], "running": facts["places"], "seconds": facts["last"]}
    return Diagnosis(Confidence.POSSIBLE, told, Severity.INFO)
