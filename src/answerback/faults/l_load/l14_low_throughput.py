"""L14: words come far more slowly than such a server ought to make them."""

from __future__ import annotations

from answerback.checks.host.speed import Readable
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, Delay
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class LowThroughput(Fault):
    """From outside it cannot be told from a model on the CPU (N04); worth a look, no more."""

    code = "L14"
    title = Text(en="Words come slowly: {rate} pieces per second", zh="输出很慢：每秒 {rate} 段")
    cause = Text(
        en="{rate} pieces per second is far below what a GPU makes: layers left on the CPU, eager mode, a wrong "
        "kernel, a throttled or shared card.",
        zh="每秒 {rate} 段远低于 GPU 的水平：部分层留在 CPU、eager 模式、算子不对，或显卡被降频/共享。",
    )
    severity = Severity.INFO
    priority = 1
    yields_to = ("N36", "N37")
    evidence = ("ollama/ollama#4569",)
    seen_with = Delay(on=STREAMED, event_s=0.5)
    remedy = {
        None: Remedy(
            Text(
                en="Look at `nvidia-smi` while it answers: use and clock near zero mean that the CPU works.",
                zh="回答时观察 `nvidia-smi`：利用率和频率接近 0 说明是 CPU 在算。",
            ),
            ("nvidia-smi",),
        ),
        "ollama": Remedy(
            Text(
                en="`ollama ps` shows the share of the GPU; a smaller `OLLAMA_CONTEXT_LENGTH` or model lets all layers "
                "fit.",
                zh="`ollama ps` 显示 GPU 占比；调小 `OLLAMA_CONTEXT_LENGTH` 或换小模型，让所有层都放进显存。",
            ),
            ("ollama ps", "OLLAMA_CONTEXT_LENGTH"),
        ),
        "llamacpp": Remedy(
            Text(en="Offload all layers: `-ngl 99 -fa on`.", zh="把所有层放到 GPU：`-ngl 99 -fa on`。"), ("-ngl 99",)
        ),
        "vllm": Remedy(
            Text(
                en="Drop `--enforce-eager` and `--cpu-offload-gb`, and check `--dtype` and the quantisation's kernel "
                "in the log.",
                zh="去掉 `--enforce-eager` 和 `--cpu-offload-gb`，并在日志里确认 `--dtype` 和量化算子。",
            ),
            ("--enforce-eager", "--cpu-offload-gb"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """By the pace of the first stream."""
        if not seen.broke(Readable, "slow"):
            return None
        return Diagnosis(Confidence.POSSIBLE, {"rate": seen.facts(Readable)["rate"]})
