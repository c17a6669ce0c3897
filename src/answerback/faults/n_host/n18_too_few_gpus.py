"""N18: fewer GPUs are there than asked for."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class TooFewGpus(Logged):
    """Tensor and pipeline parallelism want one GPU for each part."""

    code = "N18"
    title = Text(en="Fewer GPUs are there than the server was told to use", zh="可用的 GPU 少于要求的数量")
    cause = Text(
        en="{wants} GPUs are asked for, and the server sees {has}: the machine has no more, "
        "`CUDA_VISIBLE_DEVICES` or the container hides some, or the Ray cluster lacks a node.",
        zh="要求使用 {wants} 张 GPU，而服务只看到 {has} 张：机器只有这些，或被 "
        "`CUDA_VISIBLE_DEVICES`、容器隐藏，或 Ray 集群缺少节点。",
    )
    priority = 2
    assumes = {"wants": "?", "has": 1}
    remedy = {
        None: Remedy(
            Text(
                en="Ask for as many GPUs as `nvidia-smi -L` lists, or show it more: `--gpus all`, "
                "`CUDA_VISIBLE_DEVICES=0,1`.",
                zh="按 `nvidia-smi -L` 列出的数量设置，或放开更多：`--gpus all`、`CUDA_VISIBLE_DEVICES=0,1`。",
            ),
            ("nvidia-smi -L", "--gpus all"),
        ),
        "vllm": Remedy(
            Text(
                en="Ask for as many as `nvidia-smi -L` lists: lower `--tensor-parallel-size {has}`; or show "
                "it more (`--gpus all`, `CUDA_VISIBLE_DEVICES=0,1`); over several machines `ray status` "
                "must list them all.",
                zh="按 `nvidia-smi -L` 列出的数量设置：调低 `--tensor-parallel-size "
                "{has}`；或放开更多（`--gpus all`、`CUDA_VISIBLE_DEVICES=0,1`）"
                "；多机时 `ray status` 应列出全部 GPU。",
            ),
            ("--tensor-parallel-size {has}", "--gpus all", "ray status"),
        ),
        "sglang": Remedy(
            Text(
                en="Ask for as many as `nvidia-smi -L` lists: lower `--tp {has}`, or show it more (`--gpus all`).",
                zh="按 `nvidia-smi -L` 列出的数量设置：调低 `--tp {has}`，或放开更多（`--gpus all`）。",
            ),
            ("--tp {has}", "--gpus all"),
        ),
        "tgi": Remedy(
            Text(
                en="Lower `--num-shard {has}`, or show it more: `--gpus all`.",
                zh="调低 `--num-shard {has}`，或放开更多：`--gpus all`。",
            ),
            ("--num-shard {has}", "--gpus all"),
        ),
    }
    cases = {
        "fewer": Case(
            Text(
                en="The server was told to use more GPUs than it sees: the machine has no more, or "
                "`CUDA_VISIBLE_DEVICES` or the container hides some.",
                zh="要求使用的 GPU 多于服务能看到的：机器只有这些，或被 `CUDA_VISIBLE_DEVICES`、容器隐藏。",
            ),
        ),
        "cluster": Case(
            Text(
                en="The Ray cluster (or this machine) has fewer free GPUs than the server was told to use.",
                zh="Ray 集群（或本机）空闲的 GPU 少于要求的数量。",
            ),
            {
                None: Remedy(
                    Text(
                        en="`ray status` shows what is there and what is taken: start the missing nodes, end "
                        "other jobs, or ask for fewer GPUs.",
                        zh="`ray status` 可看到资源及占用情况：启动缺失的节点、结束其他任务，或减少要求的 GPU 数。",
                    ),
                    ("ray status",),
                ),
                "vllm": Remedy(
                    Text(
                        en="`ray status` shows what is there and what is taken: start the missing nodes, end "
                        "other jobs, or lower `--tensor-parallel-size` times `--pipeline-parallel-size` to "
                        "the GPUs that are free.",
                        zh="`ray status` 可看到资源及占用情况：启动缺失的节点、结束其他任务，或把 "
                        "`--tensor-parallel-size` 与 `--pipeline-parallel-size` "
                        "的乘积调低到空闲的 GPU 数。",
                    ),
                    ("ray status", "nvidia-smi -L"),
                ),
            },
        ),
    }
