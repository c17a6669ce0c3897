"""L06: a prompt is answered with what an earlier one with the same beginning held."""

from __future__ import annotations

from answerback.checks.load.keeps_quality import KeepsQuality
from answerback.checks.load.kept_apart import KeptApart
from answerback.checks.load.own_answers import OwnAnswers
from answerback.checks.load.prefixes import PrefixesApart
from answerback.fault import OF_WORDS, Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Replay
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class PrefixContamination(Fault):
    """One after the other, so it is a cache: of blocks in the engine, or of answers in a gateway."""

    code = "L06"
    title = Text(en="A cache answers with another prompt's content", zh="缓存把别的提示的内容当作回答")
    cause = Text(
        en="Two prompts that begin alike were asked one after the other, and the second was answered with the first "
        "one's word ({found}): a prefix or semantic cache takes them for the same.",
        zh="先后询问两个开头相同的提示，第二个得到的却是第一个里的词（{found}）：前缀缓存或语义缓存把两者当成了同一个。"
        "",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = DEEP
    evidence = ("ggml-org/llama.cpp#27148", "tenstorrent/tt-xla#4190", "LMCache/LMCache#4385")
    seen_with = Replay(prefix_chars=300)
    remedy = {
        None: Remedy(
            Text(
                en="Switch prefix caching and answer caches off to confirm it, then upgrade; a gateway's cache must "
                "key on the whole request.",
                zh="先关闭前缀缓存和回答缓存加以确认，再升级；网关缓存的键必须包含整个请求。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--no-enable-prefix-caching`; without LMCache or with its latest version.",
                zh="启动时加 `--no-enable-prefix-caching`；去掉 LMCache 或升级到最新版。",
            ),
            ("--no-enable-prefix-caching",),
        ),
        "sglang": Remedy(
            Text(en="Start with `--disable-radix-cache`.", zh="启动时加 `--disable-radix-cache`。"),
            ("--disable-radix-cache",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--cache-ram 0`, and send `cache_prompt: false` to confirm it.",
                zh="启动时加 `--cache-ram 0`，并发送 `cache_prompt: false` 加以确认。",
            ),
            ("--cache-ram 0", "cache_prompt"),
        ),
        "litellm": Remedy(
            Text(
                en="Set `litellm_settings.cache: false`, or raise `similarity_threshold` of a semantic cache.",
                zh="设置 `litellm_settings.cache: false`，或调高语义缓存的 `similarity_threshold`。",
            ),
            ("litellm_settings.cache: false", "similarity_threshold"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """An earlier prompt's word instead of one's own."""
        if seen.failed(PrefixesApart, "stale"):
            seen.failed(OwnAnswers)
            seen.failed(KeptApart)
            seen.failed(KeepsQuality)
            return Diagnosis(Confidence.CERTAIN, {"found": seen.facts(PrefixesApart)["found"]}, covers=OF_WORDS)
        if seen.failed(OwnAnswers, "foreign-alone"):
            words = ", ".join(seen.facts(OwnAnswers)["words"])
            return Diagnosis(Confidence.LIKELY, {"found": words}, covers=OF_WORDS)
        return None
