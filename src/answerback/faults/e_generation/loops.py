"""What E04 and E05 share: from outside two causes look alike, answers that end in a loop."""

from __future__ import annotations

from collections.abc import Mapping

from answerback.checks.chat.sane_streams import Debris, SaneStreams
from answerback.checks.chat.sane_text import SaneText
from answerback.fault import Diagnosis, Remedy, Seen
from answerback.faults.e_generation.debris import absorb, streams_only
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text

REMEDY: Mapping[str | None, Remedy] = {
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
            zh="去掉 `--kv-cache-dtype fp8…` 或做好标定；使用模型自带的默认采样参数（`--generation-config auto`）。",
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
"""A quantised cache is ruled out and the model's own sampling restored, whichever of the two it was."""


def looping(seen: Seen, typical: str) -> Diagnosis | None:
    """Explain answers that loop: likely where the loop is of the `typical` reason; the other cause is only mentioned,
    since its remedy is the same."""
    if seen.failed(SaneStreams, Debris.LOOP):
        unit = str(seen.facts(SaneStreams)["shown"])
        found = streams_only(seen, unit=unit)
        if (len(unit.split()) > 1) == (typical == "phrase-loop"):
            return found
        return Diagnosis(Confidence.POSSIBLE, found.facts, Severity.INFO)
    if not seen.failed(SaneText, "word-loop", "phrase-loop"):
        return None
    absorb(seen)
    result = seen.results[SaneText.id]
    said = {name: result.facts[name] for name in ("unit", "answers", "of")}
    if result.reason == typical:
        return Diagnosis(Confidence.LIKELY, said)
    return Diagnosis(Confidence.POSSIBLE, said, Severity.INFO)
