"""E03: long prompts are answered with debris."""

from __future__ import annotations

from answerback.checks.chat.long_prompt import LongPromptsSane
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Flood, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class BreaksBeyondLength(Fault):
    """Short prompts are fine; from some length on the answers are numeric rubbish."""

    code = "E03"
    title = Text(
        en="Prompts beyond about {sane} tokens are answered with debris", zh="输入超过约 {sane} 个 token 后回答变成乱码"
    )
    cause = Text(
        en="A lossy KV cache, a wrong position scaling (rope, YaRN) or an attention kernel: sane at {sane}, "
        "broken at {broken} tokens: {excerpt!r}",
        zh="有损的 KV 缓存、错误的位置缩放（rope、YaRN）或注意力内核有误：{sane} 个 token 时正常，{broken} "
        "个时损坏：{excerpt!r}",
    )
    severity = Severity.MAJOR
    priority = 2
    level = DEEP
    seen_with = Flood(on=When(longer_than=2000), text="!")
    yields_to = ("E01", "E02", "E04", "E05")
    evidence = (
        "vllm-project/vllm#24038",
        "ikawrakow/ik_llama.cpp#1205",
        "ggml-org/llama.cpp#23577",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Switch off cache quantisation, check the position scaling in config.json, and upgrade the server.",
                zh="关闭 KV 缓存量化，检查 config.json 里的位置缩放，并升级服务端。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--kv-cache-dtype auto`, check `rope_scaling` (`--hf-overrides`), and try "
                "another attention backend.",
                zh="启动时加上 `--kv-cache-dtype auto`，检查 `rope_scaling`（`--hf-overrides`），"
                "并换一个注意力后端试试。",
            ),
            (
                "--kv-cache-dtype auto",
                "--hf-overrides",
            ),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--kv-cache-dtype auto`, and try another `--attention-backend`.",
                zh="启动时加上 `--kv-cache-dtype auto`，并换一个 `--attention-backend`。",
            ),
            (
                "--kv-cache-dtype auto",
                "--attention-backend",
            ),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `-ctk f16 -ctv f16`, and without `--rope-scaling` or `-c` beyond the trained context.",
                zh="启动时加上 `-ctk f16 -ctv f16`，去掉 `--rope-scaling`，`-c` 不要超过训练上下文。",
            ),
            (
                "-ctk f16 -ctv f16",
                "--rope-scaling",
            ),
        ),
        "lmdeploy": Remedy(
            Text(en="Start with `--quant-policy 0`.", zh="启动时加上 `--quant-policy 0`。"), ("--quant-policy 0",)
        ),
        "ollama": Remedy(
            Text(en="Unset `OLLAMA_KV_CACHE_TYPE`.", zh="取消 `OLLAMA_KV_CACHE_TYPE`。"), ("OLLAMA_KV_CACHE_TYPE=f16",)
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Sane when short, debris twice when long."""
        if not seen.failed(LongPromptsSane, "broken-beyond"):
            return None
        facts = seen.facts(LongPromptsSane)
        return Diagnosis(
            Confidence.LIKELY, {"sane": facts["sane"], "broken": facts["broken"], "excerpt": facts["excerpt"]}
        )
