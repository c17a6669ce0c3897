"""L03: requests are served one after the other."""

from __future__ import annotations

from answerback.checks.load.batch import Batches
from answerback.checks.load.in_parallel import InParallel
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Serialise
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text

BATCHING = frozenset({"vllm", "sglang", "lmdeploy", "tgi", "openvino"})
"""Products that always batch: one at a time is not their doing, or not their default."""


class Serialised(Fault):
    """For products of a single slot it is their setting, and a note."""

    code = "L03"
    title = Text(en="Requests are served one after the other", zh="请求被逐个串行处理")
    cause = Text(
        en="{count} simultaneous requests end a whole answer ({single} s) apart: the server has a single slot, or a "
        "gateway lets one through at a time.",
        zh="{count} 个并发请求依次间隔一个完整回答的时间（{single} 秒）完成：服务端只有一个槽位，或网关一次只放行一个。"
        "",
    )
    severity = Severity.MINOR
    priority = 3
    level = DEEP
    evidence = ("ollama/ollama#11942", "ollama/ollama#358")
    yields_to = ("L11",)
    seen_with = Serialise()
    remedy = {
        None: Remedy(
            Text(
                en="Raise the number of parallel requests in the server, and of workers and connections in the "
                "gateway.",
                zh="调大服务端的并行请求数，以及网关的 worker 和连接数。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Raise `--max-num-seqs 256` (1 serialises), and look for a lock or a single worker in the gateway.",
                zh="调大 `--max-num-seqs 256`（设为 1 就是串行），并检查网关是否加锁或只有一个 worker。",
            ),
            ("--max-num-seqs 256",),
        ),
        "sglang": Remedy(
            Text(en="Raise `--max-running-requests 64`.", zh="调大 `--max-running-requests 64`。"),
            ("--max-running-requests 64",),
        ),
        "ollama": Remedy(
            Text(
                en="Set `OLLAMA_NUM_PARALLEL=4` (the default is 1; each place needs its own context memory).",
                zh="设置 `OLLAMA_NUM_PARALLEL=4`（默认为 1；每个并行位都要占用一份上下文内存）。",
            ),
            ("OLLAMA_NUM_PARALLEL=4",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `-np 4` (and `-c` large enough for all: each slot gets its share).",
                zh="启动时加 `-np 4`（并把 `-c` 调大，各槽位平分上下文）。",
            ),
            ("-np 4", "-c 32768"),
        ),
        "lmdeploy": Remedy(
            Text(en="Raise `--max-batch-size 128`.", zh="调大 `--max-batch-size 128`。"), ("--max-batch-size 128",)
        ),
        "tgi": Remedy(
            Text(en="Raise `--max-concurrent-requests 128`.", zh="调大 `--max-concurrent-requests 128`。"),
            ("--max-concurrent-requests 128",),
        ),
        "transformers": Remedy(
            Text(en="Start with `--continuous-batching`.", zh="启动时加 `--continuous-batching`。"),
            ("--continuous-batching",),
        ),
        "litellm": Remedy(
            Text(
                en="Raise `max_parallel_requests` in `litellm_params`, and `--num_workers 4`.",
                zh="调大 `litellm_params` 里的 `max_parallel_requests`，并加 `--num_workers 4`。",
            ),
            ("max_parallel_requests", "--num_workers 4"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A staircase; against the product's nature or its own word on its slots it is a fault."""
        if not seen.broke(InParallel, "serialised"):
            return None
        seen.broke(Batches)  # says whether the server queues, or a gateway lets through
        facts = seen.facts(InParallel)
        told = {"count": facts["count"], "single": facts["single"]}
        slots = facts.get("slots")
        if seen.setting.server in BATCHING or (isinstance(slots, int) and slots > 1):
            return Diagnosis(Confidence.CERTAIN, told)
        return Diagnosis(Confidence.CERTAIN, told, Severity.INFO)
