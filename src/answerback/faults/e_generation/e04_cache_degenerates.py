"""E04: half a sentence, then one word for ever."""

from __future__ import annotations

from answerback.checks.chat.sane_text import SaneText
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.e_generation.debris import absorb
from answerback.values.injections import CHAT, Flood
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CacheDegenerates(Fault):
    """Typical of a quantised KV cache without scales; from outside it is not told apart from other loops."""

    code = "E04"
    title = Text(
        en="Answers begin well and end in one word for ever: {unit!r}",
        zh="回答开头正常，随后无限重复同一个词：{unit!r}",
    )
    cause = Text(
        en="A KV cache in FP8 or INT8 without calibrated scales loses what was said; {answers} of {of} "
        "answers loop, sampled ones among them.",
        zh="FP8/INT8 的 KV 缓存未经标定，丢失了前文信息；{of} 个回答中有 {answers} 个陷入循环，其中包括采样得到的。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = Flood(on=CHAT, text=" same", keep=5)
    yields_to = ("E01", "E07")
    evidence = (
        "vllm-project/vllm#10411",
        "dphnAI/sonar#549",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Send the sampling settings that the model's card recommends, check the quantisation, "
                "and upgrade the server.",
                zh="使用模型说明推荐的采样参数，检查量化方式，并升级服务端。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Remove `--kv-cache-dtype fp8…` or calibrate its scales; let the model's own defaults "
                "hold (`--generation-config auto`).",
                zh="去掉 `--kv-cache-dtype fp8…` 或做好标定；"
                "使用模型自带的默认采样参数（`--generation-config auto`）。",
            ),
            (
                "--kv-cache-dtype auto",
                "--generation-config auto",
            ),
        ),
        "sglang": Remedy(
            Text(
                en="Remove `--kv-cache-dtype fp8…`; let the model's own defaults hold (`--sampling-defaults model`).",
                zh="去掉 `--kv-cache-dtype fp8…`；使用模型自带的默认采样参数（`--sampling-defaults model`）。",
            ),
            (
                "--kv-cache-dtype auto",
                "--sampling-defaults model",
            ),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `-ctk f16 -ctv f16`, and with the sampling settings of the model's card.",
                zh="启动时加上 `-ctk f16 -ctv f16`，并使用模型说明推荐的采样参数。",
            ),
            ("-ctk f16 -ctv f16",),
        ),
        "ollama": Remedy(
            Text(
                en="Unset `OLLAMA_KV_CACHE_TYPE`, and set the parameters of the model's card in the Modelfile.",
                zh="取消 `OLLAMA_KV_CACHE_TYPE`，并在 Modelfile 里设置模型推荐的参数。",
            ),
            ("OLLAMA_KV_CACHE_TYPE=f16",),
        ),
        "lmdeploy": Remedy(
            Text(en="Start with `--quant-policy 0`.", zh="启动时加上 `--quant-policy 0`。"), ("--quant-policy 0",)
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A word over and over; a phrase is more likely a matter of sampling."""
        if not seen.failed(SaneText, "word-loop", "phrase-loop"):
            return None
        absorb(seen)
        facts = seen.facts(SaneText)
        said = {"unit": facts["unit"], "answers": facts["answers"], "of": facts["of"]}
        word = seen.results[SaneText.id].reason == "word-loop"
        return Diagnosis(Confidence.LIKELY if word else Confidence.POSSIBLE, said)
