"""N21: the machine's memory ran out."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class MemoryKilled(Logged):
    """The kernel ends the largest process when memory, or the container's limit, is used up."""

    code = "N21"
    title = Text(en="The machine's (or container's) main memory ran out", zh="内存（或容器内存上限）耗尽")
    cause = Text(
        en="The process was killed, or could get no memory: main memory, not the GPU's, is used up while the "
        "model is loaded (exit code 137).",
        zh="进程被杀死或申请不到内存：加载模型时用尽的是内存而不是显存（退出码 137）。",
    )
    priority = 3
    evidence = ("ollama/ollama#10920", "ollama/ollama#10256")
    remedy = {
        None: Remedy(
            Text(
                en="Raise the container's limit (`docker run -m 64g`, Kubernetes `resources.limits.memory`), "
                "close other programs, or take a smaller or more quantised model; `dmesg | grep -i oom` "
                "tells whether it was the kernel.",
                zh="调高容器内存上限（`docker run -m 64g`，Kubernetes 的 "
                "`resources.limits.memory`），关闭其他程序，或换更小、量化程度更高的模型；"
                "`dmesg | grep -i oom` 可确认是否为内核所杀。",
            ),
            ("docker run -m 64g", "dmesg | grep -i oom"),
        ),
        "vllm": Remedy(
            Text(
                en="Raise the container's limit (`docker run -m 64g`, Kubernetes `resources.limits.memory`), "
                "lower `--max-parallel-loading-workers 1` and `--swap-space 0`; on the CPU backend lower "
                "`VLLM_CPU_KVCACHE_SPACE=4`.",
                zh="调高容器内存上限（`docker run -m 64g`，Kubernetes 的 "
                "`resources.limits.memory`），调低 "
                "`--max-parallel-loading-workers 1` 和 `--swap-space 0`；CPU "
                "后端调低 `VLLM_CPU_KVCACHE_SPACE=4`。",
            ),
            ("--max-parallel-loading-workers 1", "docker run -m 64g"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Lower the context (`-c 4096`), put layers on the GPU (`-ngl 99`), leave mmap on (no "
                "`--no-mmap`, no `--mlock`), or take a smaller quantisation.",
                zh="调低上下文（`-c 4096`），把层放到 GPU（`-ngl 99`），保持 mmap（不用 "
                "`--no-mmap`、`--mlock`），或换更小的量化。",
            ),
            ("-c 4096", "-ngl 99"),
        ),
        "ollama": Remedy(
            Text(
                en="Take a smaller model or quantisation, or lower the context: `OLLAMA_CONTEXT_LENGTH=4096`; "
                "raise the container's limit (`-m 64g`).",
                zh="换更小的模型或量化，或调低上下文：`OLLAMA_CONTEXT_LENGTH=4096`；调高容器内存上限（`-m 64g`）。",
            ),
            ("OLLAMA_CONTEXT_LENGTH=4096",),
        ),
    }
