"""N05: the GPU cannot compute in bfloat16."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class Bf16Unsupported(Logged):
    """Turing, Volta and older GPUs have no bfloat16."""

    code = "N05"
    title = Text(en="The GPU does not know bfloat16", zh="GPU 不支持 bfloat16")
    cause = Text(
        en="The model's weights are in bfloat16, which wants compute capability 8.0 or above; {gpu} has {has}.",
        zh="模型权重为 bfloat16，需要计算能力 8.0 及以上；{gpu} 只有 {has}。",
    )
    priority = 2
    assumes = {"gpu": "GPU", "has": "7.x"}
    evidence = ("vllm-project/vllm#1157", "vllm-project/vllm#946", "zai-org/GLM-4#510")
    remedy = {
        None: Remedy(
            Text(
                en="Run it in float16; models whose numbers overflow in it (Gemma) want float32.",
                zh="改用 float16 运行；在 float16 下会溢出的模型（如 Gemma）需用 float32。",
            ),
        ),
        "vllm": Remedy(
            Text(
                en="Run it in float16: `--dtype half` (`--dtype float32` for Gemma, which overflows in float16).",
                zh="改用 float16：`--dtype half`（Gemma 在 float16 下会溢出，请用 `--dtype float32`）。",
            ),
            ("--dtype half",),
        ),
        "sglang": Remedy(
            Text(
                en="Run it in float16: `--dtype half`.",
                zh="改用 float16：`--dtype half`。",
            ),
            ("--dtype half",),
        ),
        "tgi": Remedy(
            Text(
                en="Run it in float16: `--dtype float16`.",
                zh="改用 float16：`--dtype float16`。",
            ),
            ("--dtype float16",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Run it in float16: `--dtype float16`.",
                zh="改用 float16：`--dtype float16`。",
            ),
            ("--dtype float16",),
        ),
    }
