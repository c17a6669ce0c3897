"""N37: a container's CPU quota holds the engine back."""

from __future__ import annotations

from answerback.checks.host.processors import ProcessorsAllowed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.slowness import slow
from answerback.values.asked import Asked
from answerback.values.injections import STREAMED, Delay
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CpuQuota(Fault):
    """Threads are made for all processors of the machine, and paid for by the container's few."""

    code = "N37"
    title = Text(en="The container's CPU quota holds the engine back", zh="容器的 CPU 配额拖慢了引擎")
    cause = Text(
        en="The quota is {limit} CPUs, the machine has {cpus}, and {what}: all threads stand still together until the "
        "next period.",
        zh="CPU 配额为 {limit} 核，本机有 {cpus} 核，{what}：所有线程会一起停到下一个调度周期。",
    )
    severity = Severity.MINOR
    priority = 2
    evidence = ("docs.kernel.org scheduler/sched-bwc", "docs.vllm.ai getting_started/installation/cpu")
    seen_with = Delay(on=STREAMED, event_s=0.5)
    asked = Asked(
        url="http://127.0.0.1:{port}{path}",
        machine={
            "burden": {
                "cpus": 32,
                "services": [
                    {"product": "vllm", "pids": [412], "listens": [8000], "limits": {"cpus": 2.0, "throttled": 0.6}}
                ],
            }
        },
        by_hand=Text(
            en="start a server with `docker run --cpus 1`, then run `answerback check` on the same machine",
            zh="用 `docker run --cpus 1` 启动服务，然后在同一台机器上运行 `answerback check`",
        ),
    )
    remedy = {
        None: Remedy(
            Text(
                en="Raise the quota (`docker run --cpus`, `resources.limits.cpu`) or leave it out and set a request "
                "only, or bind the threads: `OMP_NUM_THREADS` as many as the quota.",
                zh="放宽配额（`docker run --cpus`、`resources.limits.cpu`），或只设 request 不设 limit；"
                "也可以让线程数与配额一致：`OMP_NUM_THREADS`。",
            ),
            ("--cpus", "resources.limits.cpu", "OMP_NUM_THREADS"),
        ),
        "llamacpp": Remedy(
            Text(
                en="`-t` (and `-tb`) as many as the quota has CPUs: its default are the machine's cores.",
                zh="`-t`（和 `-tb`）设成配额的核数：默认按整机核数取。",
            ),
            ("-t", "-tb"),
        ),
        "vllm": Remedy(
            Text(
                en="On the CPU `VLLM_CPU_OMP_THREADS_BIND=0-3` for as many as are allowed; before a GPU it needs at "
                "least two CPUs and one more for each GPU.",
                zh="CPU 上用 `VLLM_CPU_OMP_THREADS_BIND=0-3` 绑定允许的核数；GPU 上至少要 2 核，每多一张卡加 1 核。",
            ),
            ("VLLM_CPU_OMP_THREADS_BIND=0-3",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The scheduler counted it; threads by flag alone make it possible."""
        facts = seen.facts(ProcessorsAllowed)
        if seen.broke(ProcessorsAllowed, "throttled"):
            what, sure = f"throttled {facts['percent']} %", Confidence.LIKELY
        elif seen.broke(ProcessorsAllowed, "too-many-threads"):
            what, sure = f"{facts['flag']} ({facts['threads']})", Confidence.POSSIBLE
        else:
            return None
        told = {"limit": facts["limit"], "cpus": facts["cpus"], "what": what}
        return Diagnosis(sure, told, None if slow(seen) else Severity.INFO)
