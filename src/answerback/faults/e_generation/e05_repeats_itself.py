"""E05: a phrase is repeated up to the limit."""

from __future__ import annotations

from answerback.checks.chat.sane_text import SaneText
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.e_generation.debris import absorb
from answerback.values.injections import CHAT, Flood
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class RepeatsItself(Fault):
    """Several answers to different questions end in a loop; a greedy small model may loop once."""

    code = "E05"
    title = Text(en="Answers end in an endless repetition: {unit!r}", zh="回答以无限重复结尾：{unit!r}")
    cause = Text(
        en="The model loops: sampling settings that it was not made for (greedy, no penalties), a coarse "
        "quantisation, or a kernel at fault. {answers} of {of} answers.",
        zh="模型陷入循环：采样参数不合适（贪心、无惩罚）、量化过粗或内核有误。{of} 个回答中有 {answers} 个。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = Flood(on=CHAT, text=" and so on we go", keep=3)
    yields_to = ("E01", "E07")
    evidence = ("vllm-project/vllm-ascend#15166",)
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
        """A phrase over and over; a single word is more likely the cache."""
        if not seen.failed(SaneText, "word-loop", "phrase-loop"):
            return None
        absorb(seen)
        facts = seen.facts(SaneText)
        said = {"unit": facts["unit"], "answers": facts["answers"], "of": facts["of"]}
        phrase = seen.results[SaneText.id].reason == "phrase-loop"
        return Diagnosis(Confidence.LIKELY if phrase else Confidence.POSSIBLE, said)
