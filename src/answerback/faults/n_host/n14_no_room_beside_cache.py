"""N14: no memory is left beside weights and cache."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class NoRoomBesideCache(Logged):
    """The cache took its share; graphs, the sampler and long prompts need memory as well."""

    code = "N14"
    title = Text(en="No GPU memory is left beside weights and cache", zh="权重与缓存之外没有剩余显存")
    cause = Text(
        en="The GPU ran out of memory after the weights were loaded, while graphs were captured, the sampler "
        "was warmed up or a prompt was computed: the share for weights and cache is too high for what else "
        "is needed.",
        zh="权重加载之后，在捕获 CUDA graph、预热采样器或计算提示时显存耗尽：权重与缓存占的比例过高，没有给其他用途留"
        "下余量。",
    )
    priority = 3
    evidence = (
        "vllm-project/vllm#14452",
        "vllm-project/vllm#27508",
        "sgl-project/sglang#4489",
        "InternLM/lmdeploy#3280",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Lower the share of the memory that the cache may take, the number of requests at once, or "
                "the length of a batch.",
                zh="调低缓存可占的显存比例、并发请求数或单批长度。",
            ),
        ),
        "vllm": Remedy(
            Text(
                en="Lower the share: `--gpu-memory-utilization 0.85`, and the requests at once: "
                "`--max-num-seqs 64`; `--max-num-batched-tokens 2048` shrinks the largest batch, "
                "`--enforce-eager` does without graphs.",
                zh="调低占用比例：`--gpu-memory-utilization 0.85`，并减少并发："
                "`--max-num-seqs 64`；`--max-num-batched-tokens 2048` 可缩小"
                "最大批次，`--enforce-eager` 不再捕获 CUDA graph。",
            ),
            ("--gpu-memory-utilization 0.85", "--max-num-seqs 64", "--enforce-eager"),
        ),
        "sglang": Remedy(
            Text(
                en="Lower the share for weights and cache: `--mem-fraction-static 0.7`, the graphs: "
                "`--cuda-graph-max-bs 16` (or `--disable-cuda-graph`), and the prompt's pieces: "
                "`--chunked-prefill-size 2048`.",
                zh="调低权重与缓存的比例：`--mem-fraction-static 0.7`，缩小 graph："
                "`--cuda-graph-max-bs 16`（或 `--disable-cuda-graph`），以及"
                "提示的分块：`--chunked-prefill-size 2048`。",
            ),
            ("--mem-fraction-static 0.7", "--cuda-graph-max-bs 16", "--chunked-prefill-size 2048"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Lower the batch: `-ub 256 -b 1024`, the context `-c 8192`, or the layers on the GPU `-ngl 20`.",
                zh="调低批大小：`-ub 256 -b 1024`，或上下文 `-c 8192`，或 GPU 层数 `-ngl 20`。",
            ),
            ("-ub 256 -b 1024", "-c 8192", "-ngl 20"),
        ),
        "ollama": Remedy(
            Text(
                en="Lower the context (`OLLAMA_CONTEXT_LENGTH=4096`) and keep room free: "
                "`OLLAMA_GPU_OVERHEAD=1073741824`.",
                zh="调低上下文（`OLLAMA_CONTEXT_LENGTH=4096`），并预留显存：`OLLAMA_GPU_OVERHEAD=1073741824`。",
            ),
            ("OLLAMA_CONTEXT_LENGTH=4096", "OLLAMA_GPU_OVERHEAD=1073741824"),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Lower the cache's share of the free memory: `--cache-max-entry-count 0.4`, the requests "
                "at once: `--max-batch-size 32`, or the pieces of a prompt: `--max-prefill-token-num 4096`.",
                zh="调低缓存占空闲显存的比例：`--cache-max-entry-count 0.4`，或减少并发："
                "`--max-batch-size 32`，或提示分块：`--max-prefill-token-num "
                "4096`。",
            ),
            ("--cache-max-entry-count 0.4", "--max-batch-size 32"),
        ),
        "tgi": Remedy(
            Text(
                en="Lower `--max-batch-prefill-tokens 2048` and `--cuda-memory-fraction 0.9`.",
                zh="调低 `--max-batch-prefill-tokens 2048` 和 `--cuda-memory-fraction 0.9`。",
            ),
            ("--max-batch-prefill-tokens 2048", "--cuda-memory-fraction 0.9"),
        ),
    }
