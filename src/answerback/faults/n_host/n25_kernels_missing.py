"""N25: a kernel library or the compiler for it is missing."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class KernelsMissing(Logged):
    """Attention kernels come as packages of their own, or are compiled at start-up."""

    code = "N25"
    title = Text(
        en="A kernel library, or what compiles it at start-up, is missing",
        zh="缺少算子库，或缺少启动时编译它所需的工具",
    )
    cause = Text(
        en="The server wants {package} for attention or compiles kernels at start-up, and that package, the "
        "CUDA toolkit, a C compiler or ninja is not there (or not for this GPU).",
        zh="服务端的注意力计算需要 {package}，或要在启动时编译算子，但缺少该包、CUDA 工具包、C 编译器或 "
        "ninja（或不支持这块 GPU）。",
    )
    priority = 2
    assumes = {"package": "flash-attn"}
    evidence = ("vllm-project/vllm#12865",)
    remedy = {
        None: Remedy(
            Text(
                en="Take the server's container image, which has them all; or install them: `apt-get install "
                "build-essential ninja-build`, the CUDA toolkit (`nvcc`), `pip install flash-attn "
                "--no-build-isolation`.",
                zh="使用官方容器镜像（都已包含）；或自行安装：`apt-get install "
                "build-essential ninja-build`、CUDA 工具包（`nvcc`）、`pip "
                "install flash-attn --no-build-isolation`。",
            ),
            ("apt-get install build-essential ninja-build", "pip install flash-attn --no-build-isolation"),
        ),
        "vllm": Remedy(
            Text(
                en="Install the toolkit (`nvcc`, `apt-get install build-essential ninja-build`), or choose "
                "other kernels: `--attention-backend TRITON_ATTN` (before 0.12 "
                "`VLLM_ATTENTION_BACKEND=TRITON_ATTN`); `--enforce-eager` compiles nothing. The image "
                "`vllm/vllm-openai` has all of it.",
                zh="安装工具链（`nvcc`、`apt-get install build-essential "
                "ninja-build`），或换用其他内核：`--attention-backend "
                "TRITON_ATTN`（0.12 之前用 "
                "`VLLM_ATTENTION_BACKEND=TRITON_ATTN`）；`--enforce-eager` 不"
                "做编译。镜像 `vllm/vllm-openai` 都已包含。",
            ),
            ("--attention-backend TRITON_ATTN", "--enforce-eager", "apt-get install build-essential ninja-build"),
        ),
        "sglang": Remedy(
            Text(
                en="Choose other kernels: `--attention-backend triton --sampling-backend pytorch`, or install "
                'them with `pip install "sglang[all]"`; the image `lmsysorg/sglang` has all of it.',
                zh="换用其他内核：`--attention-backend triton "
                "--sampling-backend pytorch`，或用 `pip install "
                '"sglang[all]"` 安装；镜像 `lmsysorg/sglang` 都已包含。',
            ),
            ("--attention-backend triton --sampling-backend pytorch",),
        ),
        "transformers": Remedy(
            Text(
                en="Choose other kernels: `--attn-implementation sdpa`, or `pip install flash-attn "
                "--no-build-isolation`.",
                zh="换用其他内核：`--attn-implementation sdpa`，或 `pip install flash-attn --no-build-isolation`。",
            ),
            ("--attn-implementation sdpa",),
        ),
    }
