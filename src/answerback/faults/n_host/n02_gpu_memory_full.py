"""N02: the GPU's memory does not hold the model."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class GpuMemoryFull(Logged):
    """The weights alone are too much for the GPU, or for what others leave of it."""

    code = "N02"
    title = Text(en="The GPU's memory does not hold the model", zh="显存放不下模型")
    cause = Text(
        en="The GPU ran out of memory while the weights were loaded: the model is too large for it, or "
        "another process holds part of its memory (`nvidia-smi` shows who).",
        zh="加载权重时显存耗尽：模型对这块 GPU 来说太大，或者显存被其他进程占用了一部分（用 `nvidia-smi` 查看）。",
    )
    priority = 3
    evidence = ("vllm-project/vllm#16749", "InternLM/lmdeploy#3154", "ollama/ollama#9782")
    remedy = {
        None: Remedy(
            Text(
                en="Free the GPU (`nvidia-smi` names the processes), take a quantised or smaller model, or "
                "spread it over more GPUs.",
                zh="释放显存（用 `nvidia-smi` 查看占用进程），换量化或更小的模型，或分摊到多张 GPU。",
            ),
            ("nvidia-smi",),
        ),
        "vllm": Remedy(
            Text(
                en="Spread it over more GPUs: `--tensor-parallel-size 2`; or take a quantised model (AWQ, "
                "GPTQ, FP8: `--quantization fp8`), or put part of it into main memory: `--cpu-offload-gb "
                "10`. A higher `--gpu-memory-utilization` does not help here.",
                zh="分摊到多张 GPU：`--tensor-parallel-size 2`；或换量化模型（AWQ、GPTQ、"
                "FP8：`--quantization fp8`），或把一部分放到内存："
                "`--cpu-offload-gb 10`。此时调高 `--gpu-memory-utilization` "
                "没有用。",
            ),
            ("--tensor-parallel-size 2", "--quantization fp8", "--cpu-offload-gb 10"),
        ),
        "sglang": Remedy(
            Text(
                en="Spread it over more GPUs: `--tp 2`; or take a quantised model (`--quantization fp8`), or "
                "offload: `--cpu-offload-gb 10`.",
                zh="分摊到多张 GPU：`--tp 2`；或换量化模型（`--quantization fp8`），或卸载到内"
                "存：`--cpu-offload-gb 10`。",
            ),
            ("--tp 2", "--quantization fp8"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Put fewer layers on the GPU: lower `-ngl 20`, take a smaller quantisation (Q4_K_M), or "
                "lower the context `-c 8192`.",
                zh="减少放到 GPU 的层数：调低 `-ngl 20`；或换更小的量化（Q4_K_M）；或调低上下文 `-c 8192`。",
            ),
            ("-ngl 20", "-c 8192"),
        ),
        "ollama": Remedy(
            Text(
                en="Lower the context (`OLLAMA_CONTEXT_LENGTH=4096`), load one model at a time "
                "(`OLLAMA_MAX_LOADED_MODELS=1`), keep room free (`OLLAMA_GPU_OVERHEAD=1073741824`), or "
                "take a smaller quantisation.",
                zh="调低上下文（`OLLAMA_CONTEXT_LENGTH=4096`），一次只加载一个模型（"
                "`OLLAMA_MAX_LOADED_MODELS=1`），预留显存（"
                "`OLLAMA_GPU_OVERHEAD=1073741824`），或换更小的量化。",
            ),
            ("OLLAMA_CONTEXT_LENGTH=4096", "OLLAMA_MAX_LOADED_MODELS=1"),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Spread it over more GPUs: `--tp 2`; or take a 4-bit model: `--model-format awq`. Lower "
                "`--cache-max-entry-count 0.4` only helps where the weights fit.",
                zh="分摊到多张 GPU：`--tp 2`；或换 4 位模型：`--model-format awq`。只有权重"
                "放得下时，调低 `--cache-max-entry-count 0.4` 才有用。",
            ),
            ("--tp 2", "--model-format awq"),
        ),
        "tgi": Remedy(
            Text(
                en="Spread it over more GPUs: `--num-shard 2`, or quantise: `--quantize bitsandbytes-nf4`.",
                zh="分摊到多张 GPU：`--num-shard 2`，或量化：`--quantize bitsandbytes-nf4`。",
            ),
            ("--num-shard 2", "--quantize bitsandbytes-nf4"),
        ),
        "xinference": Remedy(
            Text(
                en="Launch it with a quantisation (`--quantization 4-bit`) or on more GPUs (`--n-gpu 2`), and "
                "end models that are not needed: `xinference terminate --model-uid UID`.",
                zh="以量化方式启动（`--quantization 4-bit`）或使用更多 GPU（`--n-gpu 2`）"
                "，并停掉不用的模型：`xinference terminate --model-uid UID`。",
            ),
            ("--n-gpu 2", "--quantization 4-bit"),
        ),
    }
