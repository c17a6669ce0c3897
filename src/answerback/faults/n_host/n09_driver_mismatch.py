"""N09: driver, CUDA build and GPU do not fit each other."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class DriverMismatch(Logged):
    """The driver is older than the CUDA build wants, or the build has no code for this GPU."""

    code = "N09"
    title = Text(
        en="The GPU's driver, the CUDA build and the GPU do not fit each other",
        zh="GPU 驱动、CUDA 构建与 GPU 型号不匹配",
    )
    cause = Text(
        en="The driver is too old for the CUDA version of this build, or the build holds no code for this "
        "generation of GPU.",
        zh="驱动对该构建的 CUDA 版本来说太旧，或该构建不含这一代 GPU 的代码。",
    )
    priority = 1
    evidence = ("vllm-project/vllm#14452", "vllm-project/vllm#19906", "sgl-project/sglang#748")
    remedy = {
        None: Remedy(
            Text(
                en="`nvidia-smi` shows the driver and the newest CUDA that it takes. Upgrade the driver, or "
                "install a build for an older CUDA; a new GPU (RTX 50, B200) wants a build with CUDA 12.8, "
                "one older than Turing an older release. After a driver upgrade restart the machine.",
                zh="`nvidia-smi` 可看到驱动及其支持的最高 CUDA 版本。升级驱动，或安装面向更旧 CUDA 的"
                "构建；新卡（RTX 50、B200）需要 CUDA 12.8 的构建，Turing 之前的老卡需用旧版本。"
                "升级驱动后请重启机器。",
            ),
            ("nvidia-smi",),
        ),
        "vllm": Remedy(
            Text(
                en="`nvidia-smi` shows the driver and the newest CUDA that it takes. Upgrade the driver, or "
                "install the build for it: `uv pip install vllm --torch-backend=auto`; a new GPU (RTX 50, "
                "B200) wants CUDA 12.8.",
                zh="`nvidia-smi` 可看到驱动及其支持的最高 CUDA 版本。升级驱动，或安装与之匹配的构建："
                "`uv pip install vllm --torch-backend=auto`；新卡（RTX 50、"
                "B200）需要 CUDA 12.8。",
            ),
            ("nvidia-smi", "uv pip install vllm --torch-backend=auto"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Build it for this GPU: `cmake -B build -DGGML_CUDA=ON -DCMAKE_CUDA_ARCHITECTURES=native`, "
                "or upgrade the driver (`nvidia-smi`).",
                zh="为这块 GPU 编译：`cmake -B build -DGGML_CUDA=ON "
                "-DCMAKE_CUDA_ARCHITECTURES=native`，或升级驱动（"
                "`nvidia-smi`）。",
            ),
            ("-DCMAKE_CUDA_ARCHITECTURES=native", "nvidia-smi"),
        ),
    }
    cases = {
        "fabric": Case(
            Text(
                en="The GPUs of this machine are linked by NVSwitch, and wait for the fabric manager, which does not"
                " run or is of another version than the driver.",
                zh="本机的 GPU 通过 NVSwitch 互联，正在等待 fabric manager，而它没有运行，或版本与驱动不一致。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Start it on the host: `systemctl enable --now nvidia-fabricmanager` (the package of the"
                        " driver's own version), then restart the container.",
                        zh="在宿主机上启动：`systemctl enable --now nvidia-fabricmanager`（版本须与驱动相同），"
                        "再重启容器。",
                    ),
                    ("systemctl enable --now nvidia-fabricmanager",),
                )
            },
        ),
    }
