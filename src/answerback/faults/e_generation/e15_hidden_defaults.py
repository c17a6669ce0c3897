"""E15: the server's default sampling is not the protocol's."""

from __future__ import annotations

from answerback.checks.sampling.defaults import DefaultsSampled
from answerback.checks.sampling.temperature import TemperatureHeeded
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import SetRequest, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class HiddenDefaults(Fault):
    """A request without parameters is greedy, while temperature works when it is sent."""

    code = "E15"
    title = Text(en="Without parameters the server samples greedily", zh="不带参数时服务端使用贪心采样")
    cause = Text(
        en="A hidden default (a config file of the model, a gateway) sets temperature 0 or top_k 1: {draws} "
        "free tales are the same.",
        zh="隐藏的默认值（模型的配置文件或网关）把 temperature 设为 0 或 top_k 设为 1：{draws} 个自由故事完全相同。",
    )
    severity = Severity.MINOR
    priority = 2
    level = DEEP
    seen_with = SetRequest(on=When(lacks="temperature"), path="temperature", value=0)
    yields_to = ("E14",)
    evidence = (
        "vllm-project/vllm#12409",
        "vllm-project/vllm#15281",
        "Blaizzy/mlx-vlm#1331",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Send temperature and top_p explicitly, or change the server's defaults.",
                zh="请求里显式带上 temperature 和 top_p，或修改服务端默认值。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--generation-config vllm`, or `--override-generation-config "
                "'{{\"temperature\": 1.0}}'`.",
                zh="启动时加上 `--generation-config vllm`，或 `--override-generation-config "
                "'{{\"temperature\": 1.0}}'`。",
            ),
            (
                "--generation-config vllm",
                "--override-generation-config",
            ),
        ),
        "sglang": Remedy(
            Text(en="Start with `--sampling-defaults openai`.", zh="启动时加上 `--sampling-defaults openai`。"),
            ("--sampling-defaults openai",),
        ),
        "llamacpp": Remedy(Text(en="Start with `--temp 1.0`.", zh="启动时加上 `--temp 1.0`。"), ("--temp 1.0",)),
        "ollama": Remedy(
            Text(
                en="Set `PARAMETER temperature 1` in the Modelfile.",
                zh="在 Modelfile 里设置 `PARAMETER temperature 1`。",
            ),
            ("PARAMETER temperature 1",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Greedy only where nothing was sent."""
        if seen.ignored(TemperatureHeeded, "one-seed"):
            seen.broke(DefaultsSampled, "greedy")
            return Diagnosis(Confidence.LIKELY, {"draws": seen.facts(TemperatureHeeded)["draws"]})
        if seen.ignored(TemperatureHeeded) or not seen.broke(DefaultsSampled, "greedy"):
            return None
        facts = seen.facts(DefaultsSampled)
        return Diagnosis(Confidence.LIKELY, {"draws": facts["draws"]}, Severity.INFO if facts["by_design"] else None)
