"""E02: the answers are nonsense."""

from __future__ import annotations

from answerback.checks.chat.sane_streams import Debris, SaneStreams
from answerback.checks.chat.sane_text import SaneText
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.e_generation.debris import absorb, streams_only
from answerback.values.injections import CHAT, Garble
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class Gibberish(Fault):
    """Random letters or a salad of scripts, also for short and trivial questions."""

    code = "E02"
    title = Text(en="The answers are nonsense: {excerpt!r}", zh="回答是乱码：{excerpt!r}")
    cause = Text(
        en="The weights are damaged, or were read with the wrong type or quantisation; a quantised cache or "
        "a wrong tokenizer does it too.",
        zh="权重损坏，或以错误的精度、量化方式加载；KV 缓存量化或分词器不匹配也会这样。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    seen_with = Garble(on=CHAT, how="words")
    yields_to = ("E01",)
    evidence = (
        "vllm-project/vllm#24038",
        "dphnAI/sonar#549",
        "vllm-project/vllm#12096",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Verify the weights' checksums, serve them unquantised once, and switch off cache quantisation.",
                zh="校验权重文件，先用未量化的权重试一次，并关闭 KV 缓存量化。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Check `--dtype` and `--quantization`, remove `--kv-cache-dtype fp8`, and download the "
                "weights again.",
                zh="检查 `--dtype` 和 `--quantization`，去掉 `--kv-cache-dtype fp8`，并重新下载权重。",
            ),
            (
                "--dtype",
                "--quantization",
                "--kv-cache-dtype auto",
            ),
        ),
        "sglang": Remedy(
            Text(
                en="Check `--dtype` and `--quantization`, remove `--kv-cache-dtype fp8_e5m2`, and download "
                "the weights again.",
                zh="检查 `--dtype` 和 `--quantization`，去掉 `--kv-cache-dtype fp8_e5m2`，并重新下载权重。",
            ),
            (
                "--dtype",
                "--quantization",
                "--kv-cache-dtype auto",
            ),
        ),
        "llamacpp": Remedy(
            Text(
                en="Download the GGUF again (compare its SHA-256), and start without `-ctk`/`-ctv`.",
                zh="重新下载 GGUF（比对 SHA-256），启动时去掉 `-ctk`/`-ctv`。",
            ),
            ("-ctk f16 -ctv f16",),
        ),
        "ollama": Remedy(
            Text(
                en="`ollama rm NAME`, then `ollama pull NAME`; unset `OLLAMA_KV_CACHE_TYPE`.",
                zh="先 `ollama rm NAME`，再 `ollama pull NAME`；取消 `OLLAMA_KV_CACHE_TYPE`。",
            ),
            (
                "ollama pull NAME",
                "OLLAMA_KV_CACHE_TYPE=f16",
            ),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """No words of any language, or four scripts at once."""
        if seen.failed(SaneStreams, Debris.NONSENSE):
            return streams_only(seen)
        if not seen.failed(SaneText, "nonsense", "salad"):
            return None
        absorb(seen)
        facts = seen.facts(SaneText)
        return Diagnosis(Confidence.LIKELY, {"excerpt": facts["excerpt"]})
