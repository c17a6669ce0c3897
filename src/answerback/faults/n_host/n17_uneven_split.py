"""N17: the model does not divide by the number of GPUs."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class UnevenSplit(Logged):
    """Attention heads are dealt to GPUs in equal parts."""

    code = "N17"
    title = Text(en="The model cannot be split evenly over that many GPUs", zh="模型无法均分到这么多张 GPU")
    cause = Text(
        en="{heads} attention heads (or blocks of a quantised layer) do not divide by {parallel} GPUs.",
        zh="{heads} 个注意力头（或量化层的分块）不能被 {parallel} 张 GPU 整除。",
    )
    priority = 2
    assumes = {"heads": "?", "parallel": "?"}
    evidence = ("vllm-project/vllm#2652", "vllm-project/vllm#414", "huggingface/text-generation-inference#1354")
    remedy = {
        None: Remedy(
            Text(
                en="Take a number of GPUs that divides the heads: 1, 2, 4 or 8 for most models; the rest by "
                "pipeline parallelism.",
                zh="选择能整除注意力头数的 GPU 数：多数模型为 1、2、4 或 8；其余用流水线并行。",
            ),
        ),
        "vllm": Remedy(
            Text(
                en="Take a number that divides the heads: `--tensor-parallel-size 2`, and use the other GPUs "
                "by `--pipeline-parallel-size 2`.",
                zh="选择能整除头数的值：`--tensor-parallel-size 2`，其余 GPU 用 `--pipeline-parallel-size 2`。",
            ),
            ("--tensor-parallel-size 2", "--pipeline-parallel-size 2"),
        ),
        "sglang": Remedy(
            Text(
                en="Take a number that divides the heads: `--tp 2`; with FP8 blocks a smaller one, or "
                "`--ep-size` for experts.",
                zh="选择能整除头数的值：`--tp 2`；FP8 分块量化时要更小，专家模型可用 `--ep-size`。",
            ),
            ("--tp 2",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Take a number that divides the heads: `--tp 2`.",
                zh="选择能整除头数的值：`--tp 2`。",
            ),
            ("--tp 2",),
        ),
        "tgi": Remedy(
            Text(
                en="Take a number that divides the heads: `--num-shard 2`.",
                zh="选择能整除头数的值：`--num-shard 2`。",
            ),
            ("--num-shard 2",),
        ),
    }
    cases = {
        "blocks": Case(
            Text(
                en="The blocks of a quantised layer do not divide by the number of GPUs: each would get part "
                "of a block.",
                zh="量化层的分块不能被 GPU 数整除：每张卡会分到不完整的块。",
            ),
        ),
    }
