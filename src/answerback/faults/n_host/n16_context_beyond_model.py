"""N16: the context asked for is longer than the model's."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class ContextBeyondModel(Logged):
    """The server refuses more positions than the model was made for."""

    code = "N16"
    title = Text(en="The context asked for is longer than the model's own", zh="要求的上下文超过模型自身的长度")
    cause = Text(
        en="{asked} tokens of context are asked for, and the model's configuration allows {fits}.",
        zh="要求的上下文为 {asked} token，而模型配置只允许 {fits}。",
    )
    priority = 2
    assumes = {"asked": "?", "fits": 8192}
    evidence = ("vllm-project/vllm#7080", "xorbitsai/inference#1715")
    remedy = {
        None: Remedy(
            Text(
                en="Lower the context to the model's own, {fits}; models with YaRN may be stretched by a rope "
                "scaling setting.",
                zh="把上下文调低到模型自身的 {fits}；支持 YaRN 的模型可通过 rope scaling 设置扩展。",
            ),
        ),
        "vllm": Remedy(
            Text(
                en="Lower it: `--max-model-len {fits}` (or leave it out). A model that knows YaRN may be "
                "stretched with `--hf-overrides`; `VLLM_ALLOW_LONG_MAX_MODEL_LEN=1` alone yields nonsense "
                "beyond its length.",
                zh="调低：`--max-model-len {fits}`（或不设）。支持 YaRN 的模型可用 "
                "`--hf-overrides` 扩展；仅设 "
                "`VLLM_ALLOW_LONG_MAX_MODEL_LEN=1` 超出部分会输出乱码。",
            ),
            ("--max-model-len {fits}",),
        ),
        "sglang": Remedy(
            Text(
                en="Lower it: `--context-length {fits}` (or leave it out).",
                zh="调低：`--context-length {fits}`（或不设）。",
            ),
            ("--context-length {fits}",),
        ),
    }
