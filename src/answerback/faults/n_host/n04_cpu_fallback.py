"""N04: the model runs on the CPU."""

from __future__ import annotations

from answerback.checks.host.gpu import GpuUsed
from answerback.checks.host.offload import Offloaded
from answerback.checks.host.speed import Readable
from answerback.fault import Case, Diagnosis, Logged, Remedy, Seen
from answerback.faults.slowness import slow
from answerback.values.asked import Asked
from answerback.values.injections import Set, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CpuFallback(Logged):
    """The GPU is not visible to the server, or too small, and it falls back without a word."""

    code = "N04"
    title = Text(en="The model runs on the CPU instead of the GPU", zh="模型跑在 CPU 上而不是 GPU 上")
    cause = Text(
        en="{what}. The server falls back to the CPU without an error when it sees no GPU or too little memory on it.",
        zh="{what}。服务端看不到 GPU 或显存不够时，会不声不响地退回 CPU。",
    )
    severity = Severity.MINOR
    priority = 3
    dialect = "ollama"
    seen_with = Set(on=When(route="/api/ps"), path="models[*].size_vram", value=0)
    asked = Asked(url="http://127.0.0.1:{port}{path}", machine={"gpus": ["NVIDIA L4"]})
    evidence = ("ollama/ollama#4569",)
    remedy = {
        None: Remedy(
            Text(
                en="`nvidia-smi` must list the GPU where the server runs: install the driver; in Docker `--gpus all`"
                " with "
                "nvidia-container-toolkit. On a machine without a GPU take a smaller or more quantised model.",
                zh="在服务所在环境里执行 `nvidia-smi` 应能看到 GPU：安装驱动；Docker 需 `--gpus all` 和 "
                "nvidia-container-toolkit。没有 GPU 的机器请换更小或量化程度更高的模型。",
            ),
            ("--gpus all",),
        ),
        "ollama": Remedy(
            Text(
                en="`ollama ps` shows the share; start the container with `--gpus all`, or lower "
                "`OLLAMA_CONTEXT_LENGTH` until "
                "the model fits.",
                zh="用 `ollama ps` 查看占比；容器启动时加 `--gpus all`，或调小 `OLLAMA_CONTEXT_LENGTH` 直到放得下。",
            ),
            ("--gpus all", "OLLAMA_CONTEXT_LENGTH=4096"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Offload all layers: `-ngl 99`, with a build that has CUDA, Metal or Vulkan (`--list-devices`).",
                zh="把所有层放到 GPU：`-ngl 99`，并使用带 CUDA/Metal/Vulkan 的构建（`--list-devices` 可查）。",
            ),
            ("-ngl 99",),
        ),
    }

    assumes = {"what": "0 % GPU"}
    cases = {
        "log": Case(
            Text(
                en="The server was to use the GPU and could not, and the model runs on the CPU.",
                zh="服务本应使用 GPU 却用不了，模型（或其全部层）因此跑在 CPU 上。",
            )
        )
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Ollama says so; speed alone makes it no more than possible."""
        if self.code in seen.log:
            return super().explains(seen)
        if seen.broke(GpuUsed):
            facts = seen.facts(GpuUsed)
            share = f"{facts['percent']} % GPU" if "percent" in facts else "0 % GPU"
            what = {"what": f"{facts['model']}: {share}"}
            if facts["known"]:
                return Diagnosis(Confidence.LIKELY, what)
            return Diagnosis(Confidence.POSSIBLE, what, Severity.INFO)
        if seen.broke(Offloaded, "told-not-to", "hidden", "absent"):
            found = seen.facts(Offloaded)
            what = {"what": f"{found.get('flag') or 'pid ' + str(found['pid'])}, GPU: {found['gpus']}"}
            return Diagnosis(Confidence.LIKELY, what, None if slow(seen) else Severity.INFO)
        if seen.broke(Readable):
            what = {"what": f"{seen.facts(Readable)['rate']} tokens/s"}
            return Diagnosis(Confidence.POSSIBLE, what, Severity.INFO)
        return None
