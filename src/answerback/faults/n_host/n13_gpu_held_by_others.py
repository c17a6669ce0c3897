"""N13: other processes hold the GPU's memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class GpuHeldByOthers(Logged):
    """The share that the server wants is more than what is free."""

    code = "N13"
    title = Text(en="Other processes hold part of the GPU's memory", zh="显存被其他进程占用了一部分")
    cause = Text(
        en="Only {free} of {total} GiB are free on the GPU, and the server wants a share of {share}: another "
        "process (or a crashed one that still lives) holds the rest.",
        zh="GPU 只剩 {free} GiB（共 {total} GiB），而服务要占的比例是 {share}：其余被别的进程"
        "（或崩溃后残留的进程）占用。",
    )
    priority = 3
    assumes = {"free": "?", "total": "?", "share": "0.9", "lower": "0.5"}
    evidence = ("vllm-project/vllm#20305", "vllm-project/vllm#25837")
    remedy = {
        None: Remedy(
            Text(
                en="`nvidia-smi` names the processes: end those that are not needed, or take another GPU "
                "(`CUDA_VISIBLE_DEVICES=1`), or ask for a smaller share.",
                zh="用 `nvidia-smi` 找到占用进程：结束不需要的，或换一张 GPU（"
                "`CUDA_VISIBLE_DEVICES=1`），或调低显存占用比例。",
            ),
            ("nvidia-smi", "CUDA_VISIBLE_DEVICES=1"),
        ),
        "vllm": Remedy(
            Text(
                en="`nvidia-smi` names the processes: end them, or lower the share below what is free: "
                "`--gpu-memory-utilization {lower}`; or take another GPU: `CUDA_VISIBLE_DEVICES=1`.",
                zh="用 `nvidia-smi` 找到占用进程并结束，或把占用比例调低到空闲范围内："
                "`--gpu-memory-utilization {lower}`；或换一张 GPU："
                "`CUDA_VISIBLE_DEVICES=1`。",
            ),
            ("--gpu-memory-utilization {lower}", "CUDA_VISIBLE_DEVICES=1", "nvidia-smi"),
        ),
        "sglang": Remedy(
            Text(
                en="`nvidia-smi` names the processes: end them, or take other GPUs: `CUDA_VISIBLE_DEVICES=1`, "
                "`--base-gpu-id 1`; a smaller share: lower `--mem-fraction-static 0.7`.",
                zh="用 `nvidia-smi` 找到占用进程并结束，或换用其他 GPU："
                "`CUDA_VISIBLE_DEVICES=1`、`--base-gpu-id 1`；或调低占用比例："
                "`--mem-fraction-static 0.7`。",
            ),
            ("CUDA_VISIBLE_DEVICES=1", "--base-gpu-id 1"),
        ),
    }
    cases = {
        "changing": Case(
            Text(
                en="The free memory of the GPU changed while the server measured it: another process took or "
                "gave back memory at the same time.",
                zh="服务测量显存时空闲显存发生了变化：有其他进程同时占用或释放了显存。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Start it again when the other process has ended or is settled; start several "
                        "servers on one GPU one after the other.",
                        zh="等其他进程退出或稳定后再启动；同一 GPU 上的多个服务请逐个启动。",
                    ),
                    ("nvidia-smi",),
                ),
            },
        ),
        "unequal": Case(
            Text(
                en="The GPUs have different amounts of free memory: another process holds part of one of them.",
                zh="各 GPU 的空闲显存不一致：其中有的被其他进程占用了一部分。",
            ),
        ),
        "slots": Case(
            Text(
                en="Xinference gives each GPU to one model, and all are taken.",
                zh="Xinference 默认每张 GPU 只放一个模型，现已全部占用。",
            ),
            {
                None: Remedy(
                    Text(
                        en="End a model that is not needed (`xinference terminate --model-uid UID`), or name "
                        "the GPU: `--gpu-idx 0` lets several share it.",
                        zh="停掉不需要的模型（`xinference terminate --model-uid UID`），"
                        "或用 `--gpu-idx 0` 指定 GPU，允许多个模型共用。",
                    ),
                    ("--gpu-idx 0", "xinference terminate --model-uid UID"),
                ),
            },
        ),
    }

    def works_out(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the highest share that fits what is free, with a little room."""
        try:
            share = float(facts["free"]) / float(facts["total"]) - 0.02
        except (ValueError, ZeroDivisionError):
            return {}
        return {"lower": f"{int(share * 100) / 100:.2f}"} if share > 0.05 else {}
