"""The promise that a local service computes on the GPU that is there."""

from __future__ import annotations

from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.machine import Local, local
from answerback.checks.models.recognised import Recognised
from answerback.values.result import Result, Severity
from answerback.values.text import Text

LAYERS = ("-ngl", "--gpu-layers", "--n-gpu-layers", "LLAMA_ARG_N_GPU_LAYERS")
NOWHERE = {"0": LAYERS, "none": ("-dev", "--device", "LLAMA_ARG_DEVICE"), "cpu": ("--device",)}
"""Values that keep a model off the GPU, and the flags that take them."""
COMPUTES_ON_GPU = frozenset({"vllm", "sglang", "tgi", "lmdeploy", "llamacpp", "ollama"})


class Offloaded(Check):
    """Reads the flags of the process, and who holds memory on the GPUs."""

    promise = Text(en="The service computes on the GPU of its machine.", zh="服务使用了本机的 GPU。")
    why = Text(
        en="A flag from a recipe for laptops, or a build without CUDA, leaves the GPU idle.",
        zh="照抄笔记本上的参数，或用了不带 CUDA 的构建，GPU 就会闲着。",
    )
    needs = (Answers,)
    after = (Recognised,)
    severity = Severity.MINOR
    reasons = {
        "told-not-to": Reason(
            Text(
                en="`{flag}` keeps the model off the GPU, and this machine has {gpus}",
                zh="`{flag}` 让模型不用 GPU，而本机有 {gpus}",
            ),
        ),
        "hidden": Reason(
            Text(
                en="`{flag}` hides the GPUs from the service, and this machine has {gpus}",
                zh="`{flag}` 使服务看不到 GPU，而本机有 {gpus}",
            ),
        ),
        "absent": Reason(
            Text(
                en="no process of the service (pid {pid}) holds memory on {gpus}",
                zh="服务的进程（pid {pid}）在 {gpus} 上没有占用任何显存",
            ),
        ),
        "shared": Reason(
            Text(
                en="other processes hold {others} GB of the {total} GB on the service's GPU (pids {pids})",
                zh="服务所用 GPU 的 {total} GB 显存中，有 {others} GB 被其他进程占用（pid {pids}）",
            ),
        ),
    }

    def run(self) -> Steps:
        """Look at flags, then at the GPUs' processes."""
        here = yield from local(self.setting)
        if here is None or not here.gpus:
            return self.not_needed()
        facts: dict[str, Any] = {
            "gpus": ", ".join(sorted({str(gpu.get("name")) for gpu in here.gpus})),
            "pid": min(here.pids, default=0),
        }
        for value, names in NOWHERE.items():
            flag = here.flag(*names)
            if flag is not None and flag[1].lower() == value:
                return self.warn("told-not-to", **facts, flag=flag[0])
        visible = here.flag("CUDA_VISIBLE_DEVICES")
        if visible is not None and visible[1].strip() in ("", "-1", "none"):
            return self.warn("hidden", **facts, flag=visible[0])
        return self._by_process(here, facts)

    def _by_process(self, here: Local, facts: dict[str, Any]) -> Result:
        """Judge by who holds the GPUs' memory: only where NVML's pids are ours, and it tells any."""
        holders = [(gpu, holder) for gpu in here.gpus for holder in gpu.get("holders") or ()]
        if here.container or not holders:
            return self.ok(**facts)
        own = [gpu for gpu, holder in holders if holder.get("pid") in here.pids]
        if not own:
            if here.service.get("product") in COMPUTES_ON_GPU:
                return self.warn("absent", **facts)
            return self.ok(**facts)
        gpu = own[0]
        others = [h for h in gpu["holders"] if h.get("pid") not in here.pids and h.get("memory")]
        held = sum(int(holder["memory"]) for holder in others)
        facts |= {"total": round(gpu["memory"] / 2**30, 1), "others": round(held / 2**30, 1)}
        if held >= 0.2 * gpu["memory"]:
            return self.warn("shared", **facts, pids=", ".join(str(holder["pid"]) for holder in others))
        return self.ok(**facts)
