"""N27: the CPU lacks instructions that the build uses."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class CpuTooOld(Logged):
    """Builds for AVX2 or AVX-512 end at their first such instruction on older CPUs."""

    code = "N27"
    title = Text(en="The CPU lacks instructions that the build uses", zh="CPU 缺少该构建所需的指令集")
    cause = Text(
        en="The process ended on an illegal instruction: the build wants AVX2 or AVX-512, and this CPU (or "
        "virtual machine) does not offer it.",
        zh="进程因非法指令退出：该构建需要 AVX2 或 AVX-512，而此 CPU（或虚拟机）不支持。",
    )
    priority = 1
    remedy = {
        None: Remedy(
            Text(
                en="`lscpu | grep -i avx` shows what the CPU offers; take a build for it, compile on the "
                "machine itself, or pass the CPU through to the virtual machine (`-cpu host`).",
                zh="`lscpu | grep -i avx` 查看 CPU 支持的指令集；换对应的构建、在本机编译，或把 "
                "CPU 透传给虚拟机（`-cpu host`）。",
            ),
            ("lscpu | grep -i avx",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Compile it on this machine (`cmake -B build -DGGML_NATIVE=ON`), or for any CPU: "
                "`-DGGML_CPU_ALL_VARIANTS=ON -DGGML_BACKEND_DL=ON`.",
                zh="在本机编译（`cmake -B build -DGGML_NATIVE=ON`），或编译通用版本："
                "`-DGGML_CPU_ALL_VARIANTS=ON -DGGML_BACKEND_DL=ON`。",
            ),
            ("cmake -B build -DGGML_NATIVE=ON",),
        ),
    }
