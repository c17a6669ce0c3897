"""N36: the service was moved out to swap."""

from __future__ import annotations

from answerback.checks.host.memory import InMemory
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.slowness import slow
from answerback.values.asked import Asked
from answerback.values.injections import STREAMED, Delay
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class SwappedOut(Fault):
    """By the process's own figures; a note while nothing is slow."""

    code = "N36"
    title = Text(en="The service lies in swap", zh="服务被换出到 swap")
    cause = Text(
        en="{what}: main memory does not suffice for the model, its cache and what else runs here, so the weights come "
        "from disk.",
        zh="{what}：内存放不下模型、缓存和本机的其他程序，权重只能从磁盘读。",
    )
    severity = Severity.MINOR
    priority = 2
    evidence = ("ggml-org/llama.cpp tools/server/README.md (--mlock, --no-mmap)",)
    seen_with = Delay(on=STREAMED, event_s=0.5)
    asked = Asked(
        url="http://127.0.0.1:{port}{path}",
        machine={
            "burden": {
                "services": [
                    {"product": "vllm", "pids": [412], "listens": [8000], "resident": 3 << 30, "swapped": 3 << 30}
                ]
            }
        },
        by_hand=Text(
            en="start a server where less memory is free than its model needs, then run `answerback check` there",
            zh="在可用内存小于模型所需的机器上启动服务，然后在本机运行 `answerback check`",
        ),
    )
    remedy = {
        None: Remedy(
            Text(
                en="Take a smaller or more quantised model or a shorter context, end what else needs memory, or raise "
                "the container's limit; then `swapoff -a && swapon -a` brings the pages back.",
                zh="换更小或量化程度更高的模型、缩短上下文，关掉其他占内存的程序，或放宽容器的内存上限；之后执行 "
                "`swapoff -a && swapon -a` 把换出的页读回内存。",
            ),
            ("swapoff -a && swapon -a",),
        ),
        "llamacpp": Remedy(
            Text(
                en="`--mlock` keeps the model in memory if it fits; else a smaller `-c 8192`, `-ctk q8_0 -ctv q8_0`, "
                "or a smaller quantisation.",
                zh="放得下时加 `--mlock` 锁住内存；否则调小 `-c 8192`、用 `-ctk q8_0 -ctv q8_0`，或换更小的量化。",
            ),
            ("--mlock", "-c 8192", "-ctk q8_0 -ctv q8_0"),
        ),
        "ollama": Remedy(
            Text(
                en="Lower `OLLAMA_CONTEXT_LENGTH=8192`, `OLLAMA_NUM_PARALLEL=1` and `OLLAMA_MAX_LOADED_MODELS=1`, or "
                "take a smaller model.",
                zh="调低 `OLLAMA_CONTEXT_LENGTH=8192`、`OLLAMA_NUM_PARALLEL=1`、`OLLAMA_MAX_LOADED_MODELS=1`，"
                "或换小模型。",
            ),
            ("OLLAMA_CONTEXT_LENGTH=8192", "OLLAMA_NUM_PARALLEL=1", "OLLAMA_MAX_LOADED_MODELS=1"),
        ),
        "vllm": Remedy(
            Text(
                en="On the CPU `VLLM_CPU_KVCACHE_SPACE=4` bounds the cache (GB), `--max-model-len 8192` what it must "
                "hold; on a GPU drop `--cpu-offload-gb`.",
                zh="CPU 上用 `VLLM_CPU_KVCACHE_SPACE=4` 限制缓存（GB），用 `--max-model-len 8192` 限制长度；GPU 上去掉 "
                "`--cpu-offload-gb`。",
            ),
            ("VLLM_CPU_KVCACHE_SPACE=4", "--max-model-len 8192", "--cpu-offload-gb"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The process lies in swap, or its container's memory is full of the model's file."""
        facts = seen.facts(InMemory)
        if seen.broke(InMemory, "swapped"):
            what = f"swap {facts['swapped']} GB, RAM {facts['resident']} GB (pid {facts['pid']})"
        elif seen.broke(InMemory, "at-limit"):
            what = f"{facts['used']} / {facts['limit']} GB (cgroup)"
        else:
            return None
        severity = None if slow(seen) else Severity.INFO
        return Diagnosis(Confidence.LIKELY, {"what": what}, severity)
