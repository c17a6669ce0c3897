"""N01: the cache of keys and values has no room for one request of full length."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class KvCacheTooSmall(Logged):
    """The context asked for does not fit what is left of the GPU's memory after the weights."""

    code = "N01"
    title = Text(en="The KV cache does not hold the context that was asked for", zh="KV 缓存放不下所要求的上下文长度")
    cause = Text(
        en="One request of {wants} tokens needs a larger KV cache than the memory left beside the weights: about {fits}"
        " tokens fit. The context must go down, or the cache's share of the memory up.",
        zh="一个长度为 {wants} token 的请求所需的 KV 缓存超过了权重之外剩余的显存：大约只放得下 {fits} token。要么调低"
        "上下文长度，要么调高缓存可用的显存比例。",
    )
    priority = 3
    assumes = {"wants": "max_model_len", "fits": 8192}
    evidence = ("vllm-project/vllm#2418", "vllm-project/vllm#34076", "QwenLM/Qwen3#295", "deepseek-ai/DeepSeek-V2#83")
    remedy = {
        None: Remedy(
            Text(
                en="Lower the context to what fits ({fits} tokens), give the cache more of the GPU's memory, take a "
                "quantised model, or spread it over more GPUs.",
                zh="把上下文长度调低到放得下的值（{fits} token），或调高缓存可用的显存比例，或换量化模型、多卡并行。",
            ),
        ),
        "vllm": Remedy(
            Text(
                en="Lower the context: `--max-model-len {fits}`; or raise the share of the GPU: "
                "`--gpu-memory-utilization 0.95`. An 8-bit cache holds twice as much: `--kv-cache-dtype fp8`.",
                zh="调低上下文长度：`--max-model-len {fits}`；或调高显存占用比例：`--gpu-memory-utilization 0.95`。"
                "用 8 位缓存可多放一倍：`--kv-cache-dtype fp8`。",
            ),
            ("--max-model-len {fits}", "--gpu-memory-utilization 0.95"),
        ),
        "sglang": Remedy(
            Text(
                en="Raise the share for weights and cache: `--mem-fraction-static 0.9`; or lower the context: "
                "`--context-length {fits}`; or take more GPUs (`--tp 2`).",
                zh="调高权重与缓存可用的显存比例：`--mem-fraction-static 0.9`；或调低上下文长度："
                "`--context-length {fits}`；或增加 GPU（`--tp 2`）。",
            ),
            ("--mem-fraction-static 0.9", "--context-length {fits}"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Lower the context: `-c {fits}`, use fewer slots (`-np 1`), or halve the cache: "
                "`-ctk q8_0 -ctv q8_0 -fa on`.",
                zh="调低上下文长度：`-c {fits}`，减少并行槽位（`-np 1`），或把缓存减半：`-ctk q8_0 -ctv q8_0 -fa on`。",
            ),
            ("-c {fits}", "-ctk q8_0 -ctv q8_0"),
        ),
        "ollama": Remedy(
            Text(
                en="Lower the context: `OLLAMA_CONTEXT_LENGTH={fits}`; fewer requests at once "
                "(`OLLAMA_NUM_PARALLEL=1`); or an 8-bit cache: `OLLAMA_KV_CACHE_TYPE=q8_0` with "
                "`OLLAMA_FLASH_ATTENTION=1`.",
                zh="调低上下文长度：`OLLAMA_CONTEXT_LENGTH={fits}`；减少并发（`OLLAMA_NUM_PARALLEL=1`）；或用 8 位"
                "缓存：`OLLAMA_KV_CACHE_TYPE=q8_0` 并设 `OLLAMA_FLASH_ATTENTION=1`。",
            ),
            ("OLLAMA_CONTEXT_LENGTH={fits}",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Lower the context: `--session-len {fits}`, or raise the cache's share of the free memory: "
                "`--cache-max-entry-count 0.9`; `--quant-policy 8` halves what a token takes.",
                zh="调低上下文长度：`--session-len {fits}`，或调高缓存占空闲显存的比例：`--cache-max-entry-count 0.9`；"
                "`--quant-policy 8` 可使每个 token 的占用减半。",
            ),
            ("--session-len {fits}", "--cache-max-entry-count 0.9"),
        ),
        "tgi": Remedy(
            Text(
                en="Lower what one request may hold: `--max-total-tokens {fits}` (`--max-input-tokens` "
                "below it), or raise `--cuda-memory-fraction 1.0`.",
                zh="调低单个请求的上限：`--max-total-tokens {fits}`（`--max-input-tokens` 须小于它），或调高"
                " `--cuda-memory-fraction 1.0`。",
            ),
            ("--max-total-tokens {fits}", "--cuda-memory-fraction 1.0"),
        ),
    }
    cases = {
        "nothing-left": Case(
            Text(
                en="The weights take up the whole share of the GPU's memory that the server may use: nothing is left of"
                " it for the KV cache.",
                zh="权重已经用完服务可占用的那部分显存，没有留给 KV 缓存的空间。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Raise the share of the memory that the server may use, take a quantised model, or more"
                        " GPUs.",
                        zh="调高服务可占用的显存比例，或换量化模型，或增加 GPU。",
                    )
                ),
                "vllm": Remedy(
                    Text(
                        en="Raise the share: `--gpu-memory-utilization 0.95`; where it is that high already, take more"
                        " GPUs (`--tensor-parallel-size 2`) or a quantised model. A shorter `--max-model-len` alone"
                        " does not help.",
                        zh="调高占用比例：`--gpu-memory-utilization 0.95`；如果已经很高，请增加 GPU"
                        "（`--tensor-parallel-size 2`）或换量化模型。单独调低 `--max-model-len` 没有用。",
                    ),
                    ("--gpu-memory-utilization 0.95", "--tensor-parallel-size 2"),
                ),
                "sglang": Remedy(
                    Text(
                        en="Raise the share for weights and cache: `--mem-fraction-static 0.9`; where it is that high"
                        " already, take more GPUs (`--tp 2`) or a quantised model. (At run time the same flag goes"
                        " down.)",
                        zh="调高权重与缓存的比例：`--mem-fraction-static 0.9`；如果已经很高，请增加 GPU（`--tp 2`）或换"
                        "量化模型。（运行中显存不足时则相反，应调低。）",
                    ),
                    ("--mem-fraction-static 0.9", "--tp 2"),
                ),
            },
        ),
        "prefill": Case(
            Text(
                en="A batch of prompts of {wants} tokens does not fit the GPU's memory beside the weights.",
                zh="一批 {wants} token 的提示放不进权重之外剩余的显存。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Lower `--max-batch-prefill-tokens 2048` (and `--max-input-tokens`, which must not exceed"
                        " it), quantise (`--quantize bitsandbytes-nf4`), or take more GPUs (`--num-shard 2`).",
                        zh="调低 `--max-batch-prefill-tokens 2048`（`--max-input-tokens` 不能超过它），或量化"
                        "（`--quantize bitsandbytes-nf4`），或增加 GPU（`--num-shard 2`）。",
                    ),
                    ("--max-batch-prefill-tokens 2048", "--quantize bitsandbytes-nf4", "--num-shard 2"),
                )
            },
        ),
    }
