"""N19: this quantisation does not run here."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class QuantizationUnsupported(Logged):
    """The method is unknown, wants a newer GPU, or is not the one of the checkpoint."""

    code = "N19"
    title = Text(
        en="The quantisation does not run on this GPU or this version", zh="该量化方式在这块 GPU 或这个版本上不可用"
    )
    cause = Text(
        en="The quantisation {method} is not known to this version, wants a newer GPU than this one, or is "
        "not the one that the checkpoint was made with.",
        zh="量化方式 {method} 不被该版本支持、需要更新的 GPU，或与权重自身的量化方式不一致。",
    )
    priority = 2
    assumes = {"method": "?"}
    evidence = ("vllm-project/vllm#4202", "vllm-project/vllm#14040")
    remedy = {
        None: Remedy(
            Text(
                en="Leave the option out, so that the checkpoint's own method is taken, or take a checkpoint "
                "in another quantisation (GPTQ or AWQ run on most GPUs, FP8 from compute capability 8.9).",
                zh="去掉该选项，让它采用权重自身的方式；或换别的量化版本（GPTQ、AWQ 多数 GPU 可用，FP8 需计算"
                "能力 8.9）。",
            ),
        ),
        "vllm": Remedy(
            Text(
                en="Leave `--quantization` out, so that the checkpoint's own method is taken; or take a GPTQ "
                "or AWQ checkpoint (`--quantization gptq`), which runs on older GPUs; FP8 wants compute "
                "capability 8.9.",
                zh="去掉 `--quantization`，让它采用权重自身的方式；或换 GPTQ、AWQ 版本（"
                "`--quantization gptq`），老卡也能用；FP8 需计算能力 8.9。",
            ),
            ("--quantization gptq",),
        ),
        "sglang": Remedy(
            Text(
                en="Leave `--quantization` out, so that the checkpoint's own method is taken, or take a GPTQ "
                "or AWQ checkpoint.",
                zh="去掉 `--quantization`，让它采用权重自身的方式，或换 GPTQ、AWQ 版本。",
            ),
            ("--quantization gptq",),
        ),
    }
    cases = {
        "scheme": Case(
            Text(
                en="The kernels for the checkpoint's quantisation want a newer GPU than this one.",
                zh="该权重的量化方式所需的内核要求比这块更新的 GPU。",
            ),
        ),
        "dtype": Case(
            Text(
                en="The kernels of {method} do not compute in the type that is set.",
                zh="{method} 的内核不支持当前的数据类型。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Run it in float16.",
                        zh="改用 float16 运行。",
                    ),
                ),
                "vllm": Remedy(
                    Text(
                        en="Run it in float16: `--dtype half`.",
                        zh="改用 float16：`--dtype half`。",
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
            },
        ),
    }
