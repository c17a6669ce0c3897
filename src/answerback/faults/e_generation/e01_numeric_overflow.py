"""E01: numbers overflow, and one character is all that comes out."""

from __future__ import annotations

from answerback.checks.chat.sane_streams import Debris, SaneStreams
from answerback.checks.chat.sane_text import SaneText
from answerback.checks.streaming.as_made import AsMade
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.e_generation.debris import absorb, streams_only
from answerback.values.injections import CHAT, Flood
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class NumericOverflow(Fault):
    """Every answer is one character to the limit: NaN or Inf in the logits."""

    code = "E01"
    title = Text(en="Every answer is {char!r} over and over", zh="所有回答都是重复的 {char!r}")
    cause = Text(
        en="Numbers overflow (fp16 with a model made for bf16, a broken GPTQ kernel, tensor parallelism): "
        "{answers} of {of} answers are one character.",
        zh="数值溢出（bf16 模型用 fp16 运行、GPTQ 内核有误、张量并行出错）：{of} 个回答中有 {answers} 个只有一个字符。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    seen_with = Flood(on=CHAT, text="!")
    evidence = (
        "vllm-project/vllm#14126",
        "vllm-project/vllm#15194",
        "QwenLM/Qwen3#315",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Serve the model in bf16, or as AWQ or FP8 instead of GPTQ; upgrade the server; compare "
                "with a single GPU.",
                zh="用 bf16 部署，或把 GPTQ 换成 AWQ/FP8；升级服务端；用单卡对比测试。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--dtype bfloat16` (with GPTQ models try AWQ or FP8 ones), and once with "
                "`--tensor-parallel-size 1 --enforce-eager` to narrow it down.",
                zh="启动时加上 `--dtype bfloat16`（GPTQ 模型请换 AWQ 或 FP8），再用 `--tensor-parallel-size "
                "1 --enforce-eager` 缩小范围。",
            ),
            (
                "--dtype bfloat16",
                "--tensor-parallel-size 1",
                "--enforce-eager",
            ),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--dtype bfloat16`, and once with `--tp 1 --disable-cuda-graph` to narrow it down.",
                zh="启动时加上 `--dtype bfloat16`，再用 `--tp 1 --disable-cuda-graph` 缩小范围。",
            ),
            (
                "--dtype bfloat16",
                "--tp 1",
                "--disable-cuda-graph",
            ),
        ),
        "llamacpp": Remedy(
            Text(
                en="Take another quantisation of the file, run once on the CPU (`-ngl 0`), and without "
                "flash attention (`-fa off`).",
                zh="换一个量化版本的文件；用 CPU 跑一次（`-ngl 0`），再关闭 flash attention（`-fa off`）试试。",
            ),
            (
                "-ngl 0",
                "-fa off",
            ),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Start with `--dtype bfloat16 --quant-policy 0`.",
                zh="启动时加上 `--dtype bfloat16 --quant-policy 0`。",
            ),
            (
                "--dtype bfloat16",
                "--quant-policy 0",
            ),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Most answers are floods of one character."""
        if seen.failed(SaneStreams, Debris.FLOOD):
            return streams_only(seen, char=seen.facts(SaneStreams)["shown"])
        if not seen.failed(SaneText, "flood"):
            return None
        absorb(seen)
        facts = seen.facts(SaneText)
        told = {"char": facts["char"], "answers": facts["answers"], "of": facts["of"]}
        packed = bool(seen.facts(AsMade).get("encoding"))  # one character over and over fits into one compressed piece
        return Diagnosis(Confidence.CERTAIN, told, covers=("H01",) if packed else ())
