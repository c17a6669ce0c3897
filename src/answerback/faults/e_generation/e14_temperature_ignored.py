"""E14: temperature has no effect."""

from __future__ import annotations

from answerback.checks.rounding import DRAWS
from answerback.checks.sampling.temperature import TemperatureHeeded
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.one_mode import one_mode, only
from answerback.values.injections import CHAT, SetRequest
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class TemperatureIgnored(Fault):
    """Free tales at 1.2 are letter for letter the same, with answers of their own each."""

    code = "E14"
    title = Text(en="temperature is ignored: sampling is always greedy", zh="temperature 不生效：始终是贪心采样")
    cause = Text(
        en="{draws} free tales at temperature 1.2 are the same: the server's defaults narrow the choice to "
        "one token (top_k 1), or a gateway drops the parameter.",
        zh="temperature 1.2 下 {draws} 个自由故事完全相同：服务端默认值把选择缩到了一个 token（top_k 为 1）"
        "，或网关丢了这个参数。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = SetRequest(on=CHAT, path="temperature", value=0)
    yields_to = ("E01", "E02", "E04", "E05", "E31")
    evidence = (
        "vllm-project/vllm#15241",
        "vllm-project/vllm#15281",
        "tenstorrent/vllm#225",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway forward `temperature`; send `top_p: 1` (and `top_k: -1` where it is "
                "known) to see whether a default is behind it.",
                zh="让网关转发 `temperature`；请求里再带上 `top_p: 1`（支持的话加 `top_k: -1`），"
                "看是不是默认值造成的。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--generation-config vllm`: the model's generation_config.json sets top_k 1 "
                "or a tiny top_p. Or send `top_k: -1, top_p: 1`.",
                zh="启动时加上 `--generation-config vllm`：模型的 generation_config.json 设了 top_k 1 "
                "或极小的 top_p。也可以在请求里发送 `top_k: -1, top_p: 1`。",
            ),
            (
                "--generation-config vllm",
                "top_k: -1",
            ),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--sampling-defaults openai`, or send `top_k: -1, top_p: 1`.",
                zh="启动时加上 `--sampling-defaults openai`，或在请求里发送 `top_k: -1, top_p: 1`。",
            ),
            (
                "--sampling-defaults openai",
                "top_k: -1",
            ),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--top-k 0 --top-p 1.0 --min-p 0`, or send them.",
                zh="启动时加上 `--top-k 0 --top-p 1.0 --min-p 0`，或在请求里发送。",
            ),
            ("--top-k 0 --top-p 1.0 --min-p 0",),
        ),
        "ollama": Remedy(
            Text(
                en="Remove `PARAMETER top_k 1` from the Modelfile (`ollama show --modelfile NAME`).",
                zh="从 Modelfile 里去掉 `PARAMETER top_k 1`（`ollama show --modelfile NAME`）。",
            ),
            ("PARAMETER top_k",),
        ),
        # transformers 5: cli/serving/utils.py sets do_sample to False at temperature 0, and never to True.
        "transformers": Remedy(
            Text(
                en='Put `"do_sample": true` into the model\'s generation_config.json: without it `transformers serve` '
                "takes the likeliest token whatever the temperature.",
                zh='在模型的 generation_config.json 里加上 `"do_sample": true`：缺了它，`transformers serve` '
                "不管 temperature 是多少都只取最可能的 token。",
            ),
            ('"do_sample": true',),
        ),
        "litellm": Remedy(
            Text(
                en="Check that `drop_params` does not drop it, and that `litellm_params` sets no temperature.",
                zh="确认 `drop_params` 没有丢掉它，且 `litellm_params` 没有写死 temperature。",
            ),
            ("litellm_settings.drop_params: false",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Equal texts under one id would be a replay, not greedy sampling."""
        alone = one_mode(seen, "temperature")
        if not seen.ignored(TemperatureHeeded, "ignored"):
            said = {"draws": DRAWS, "mode": alone["mode"]} if alone else {}
            return Diagnosis(Confidence.LIKELY, said) if alone else None
        facts = seen.facts(TemperatureHeeded)
        sure = Confidence.POSSIBLE if facts.get("same_ids") else Confidence.LIKELY
        return Diagnosis(sure, {"draws": facts["draws"], **only(alone)})
