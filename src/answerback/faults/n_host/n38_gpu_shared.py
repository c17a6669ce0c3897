"""N38: other processes hold the memory of the service's GPU while it runs."""

from __future__ import annotations

from answerback.checks.host.offload import Offloaded
from answerback.checks.load.room import KeepsRoom
from answerback.checks.load.waiting import NobodyWaits
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.slowness import slow
from answerback.values.asked import Asked
from answerback.values.injections import STREAMED, Delay
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class GpuShared(Fault):
    """Sharing is a choice; where the cache is full or words come slowly, it is the cause that can be removed."""

    code = "N38"
    title = Text(en="Other processes hold memory of the service's GPU", zh="其他进程占用了服务所用 GPU 的显存")
    cause = Text(
        en="{others} of {total} GB belong to other processes (pids {pids}): the service's cache is smaller for it, "
        "and they compute on the same card.",
        zh="{total} GB 显存中有 {others} GB 属于其他进程（pid {pids}）：服务的缓存因此变小，"
        "计算也要和它们争用同一张卡。",
    )
    severity = Severity.MINOR
    priority = 2
    evidence = ("vllm-project/vllm#2418",)
    seen_with = Delay(on=STREAMED, event_s=0.5)
    asked = Asked(
        url="http://127.0.0.1:{port}{path}",
        machine={
            "burden": {
                "gpus": [
                    {
                        "name": "NVIDIA A10",
                        "memory": 24 << 30,
                        "memory_used": 22 << 30,
                        "holders": [{"pid": 412, "memory": 10 << 30}, {"pid": 900, "memory": 12 << 30}],
                    }
                ],
                "services": [{"product": "vllm", "pids": [412], "listens": [8000], "arguments": []}],
            }
        },
        by_hand=Text(
            en="start two servers on one GPU, then run `answerback check` on one of them there",
            zh="在同一张 GPU 上启动两个服务，然后在本机对其中一个运行 `answerback check`",
        ),
    )
    remedy = {
        None: Remedy(
            Text(
                en="`nvidia-smi` lists them: end them, or give the service a card of its own "
                "(`CUDA_VISIBLE_DEVICES=1`).",
                zh="用 `nvidia-smi` 查看并结束它们，或给服务单独一张卡（`CUDA_VISIBLE_DEVICES=1`）。",
            ),
            ("nvidia-smi", "CUDA_VISIBLE_DEVICES=1"),
        ),
        "vllm": Remedy(
            Text(
                en="End them (`nvidia-smi`) or take another card (`CUDA_VISIBLE_DEVICES=1`); if they stay, "
                "`--gpu-memory-utilization 0.6` must leave their share.",
                zh="结束它们（`nvidia-smi`）或换一张卡（`CUDA_VISIBLE_DEVICES=1`）；若要共存，"
                "`--gpu-memory-utilization 0.6` 需要给它们留出显存。",
            ),
            ("nvidia-smi", "CUDA_VISIBLE_DEVICES=1", "--gpu-memory-utilization 0.6"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """NVML names them."""
        if not seen.broke(Offloaded, "shared"):
            return None
        facts = seen.facts(Offloaded)
        told = {name: facts[name] for name in ("others", "total", "pids")}
        felt = slow(seen) or seen.broke(NobodyWaits, "full") or seen.broke(KeepsRoom, "preempted")
        return Diagnosis(Confidence.LIKELY, told, None if felt else Severity.INFO)
