"""N06: the container's shared memory is too small."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class SharedMemory(Logged):
    """Docker gives 64 MB of /dev/shm; several GPUs or workers want gigabytes."""

    code = "N06"
    title = Text(en="The container's shared memory is too small", zh="容器的共享内存太小")
    cause = Text(
        en="Processes on several GPUs talk through /dev/shm, of which Docker gives 64 MB unless told "
        "otherwise; it is full.",
        zh="多 GPU 的进程通过 /dev/shm 通信，而 Docker 默认只给 64 MB，已经用满。",
    )
    priority = 2
    evidence = ("vllm-project/vllm#1710", "llm-d/llm-d#352", "NVIDIA/nccl#290")
    remedy = {
        None: Remedy(
            Text(
                en="Start the container with `--ipc=host` or `--shm-size=16g`; in Kubernetes mount an "
                "`emptyDir` with `medium: Memory` at /dev/shm.",
                zh="启动容器时加 `--ipc=host` 或 `--shm-size=16g`；Kubernetes 中把 "
                "`medium: Memory` 的 `emptyDir` 挂载到 /dev/shm。",
            ),
            ("--ipc=host", "--shm-size=16g"),
        ),
    }
