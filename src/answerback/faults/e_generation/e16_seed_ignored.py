"""E16: seed has no effect."""

from __future__ import annotations

from answerback.checks.sampling.seed import SeedHeeded
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, DropRequest
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class SeedIgnored(Fault):
    """Four answers to one seed, one after the other on an idle service, all differ."""

    code = "E16"
    title = Text(en="seed is ignored", zh="seed 不生效")
    cause = Text(
        en="{draws} answers with the same seed all differ, though sent alone and one after the other: the "
        "parameter is dropped.",
        zh="同一 seed 的 {draws} 个回答全都不同，而且是逐个单独发送的：该参数被丢弃了。",
    )
    severity = Severity.MINOR
    priority = 2
    seen_with = DropRequest(on=CHAT, path="seed")
    yields_to = ("E01", "E02", "K07", "L07", "L10", "L11")
    evidence = ("vllm-project/vllm#6197",)
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway forward `seed`; where the server has none, use temperature 0 to repeat answers.",
                zh="让网关转发 `seed`；服务端不支持时，用 temperature 0 来复现回答。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="vLLM honours `seed` per request: look for a gateway that drops it.",
                zh="vLLM 支持按请求设置 `seed`：请检查是否有网关把它丢了。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="Check that `drop_params` does not drop it for this provider.",
                zh="确认 `drop_params` 没有为该供应商丢掉它。",
            ),
            ("litellm_settings.drop_params: false",),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--enable-deterministic-inference`: only then seeds have an effect in some versions.",
                zh="启动时加上 `--enable-deterministic-inference`：部分版本只有这样 seed 才生效。",
            ),
            ("--enable-deterministic-inference",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Without effect; a documented limitation, or an unknown product's, is only worth knowing.

        Where it has an effect in one mode, or at times, the product knows it.
        """
        if not seen.ignored(SeedHeeded):
            return None
        facts = seen.facts(SeedHeeded)
        said = {name: value for name, value in facts.items() if name in ("draws", "mode")}
        sure = Confidence.POSSIBLE if seen.ignored(SeedHeeded, "at-times") else Confidence.LIKELY
        return Diagnosis(sure, said, Severity.INFO if facts.get("documented") else None)
