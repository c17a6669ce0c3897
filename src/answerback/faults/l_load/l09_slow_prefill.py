"""L09: the first word comes the later the longer the prompt is."""

from __future__ import annotations

from answerback.checks.load.prefill import PrefillFast
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, Delay
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class SlowPrefill(Fault):
    """What a machine is capable of is no fault; but agents feel it."""

    code = "L09"
    title = Text(
        en="Long prompts delay the first word ({slope} ms per token)", zh="长提示拖慢首字（每 token {slope} 毫秒）"
    )
    cause = Text(
        en="Reading the prompt takes {slope} ms per token: {tokens} tokens mean {long} s before the first word.",
        zh="读取提示每个 token 要 {slope} 毫秒：{tokens} 个 token 就要等 {long} 秒才出首字。",
    )
    severity = Severity.INFO
    priority = 2
    level = DEEP
    yields_to = ("N04", "L17", "L18")
    seen_with = Delay(on=STREAMED, per_prompt_token_s=0.01)
    remedy = {
        None: Remedy(
            Text(
                en="Send shorter prompts (fewer documents, older turns summed up), keep their beginning the same and "
                "turn prefix caching on, and compute prompts on a GPU.",
                zh="缩短提示（少放文档、概括早先的对话），保持提示开头不变并打开前缀缓存，用 GPU 处理提示。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="`--enable-prefix-caching` for what repeats, `--enable-chunked-prefill` so that others' streams "
                "flow meanwhile, `--max-num-batched-tokens 8192` for larger pieces, or more GPUs "
                "(`--tensor-parallel-size 2`).",
                zh="重复的开头用 `--enable-prefix-caching`；`--enable-chunked-prefill` 让别人的流不被长提示卡住；"
                "`--max-num-batched-tokens 8192` 加大每次处理的块；或用更多 GPU（`--tensor-parallel-size 2`）。",
            ),
            (
                "--enable-prefix-caching",
                "--enable-chunked-prefill",
                "--max-num-batched-tokens 8192",
                "--tensor-parallel-size 2",
            ),
        ),
        "sglang": Remedy(
            Text(
                en="`--chunked-prefill-size 8192`, or more GPUs (`--tp 2`).",
                zh="`--chunked-prefill-size 8192`，或更多 GPU（`--tp 2`）。",
            ),
            ("--chunked-prefill-size 8192", "--tp 2"),
        ),
        "llamacpp": Remedy(
            Text(
                en="`-ngl 99` moves the work to the GPU; `-b 2048 -ub 512` sets the batch.",
                zh="`-ngl 99` 把计算放到 GPU；`-b 2048 -ub 512` 调整批大小。",
            ),
            ("-ngl 99", "-ub 512"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """By the slope of two prompts."""
        if not seen.broke(PrefillFast, "slow"):
            return None
        facts = seen.facts(PrefillFast)
        return Diagnosis(Confidence.CERTAIN, {name: facts[name] for name in ("slope", "tokens", "long")})
