"""L05: answers of simultaneous requests get mixed up."""

from __future__ import annotations

from typing import Any

from answerback.checks.load.keeps_quality import KeepsQuality
from answerback.checks.load.kept_apart import KeptApart
from answerback.checks.load.own_answers import OwnAnswers
from answerback.checks.load.prefixes import PrefixesApart
from answerback.fault import OF_WORDS, Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CrossTalk
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CrossTalkFound(Fault):
    """A breach of privacy that reads plausibly, and that no single request shows."""

    code = "L05"
    title = Text(en="Answers of simultaneous requests get mixed up", zh="并发请求的回答串台")
    cause = Text(
        en="{count} of {of} answers hold words that stood in another request only ({words}): slots, streams or caches "
        "are shared wrongly.",
        zh="{of} 个回答中有 {count} 个包含只在别的请求里出现过的词（{words}）：槽位、流或缓存被错误共享。",
    )
    severity = Severity.CRITICAL
    priority = 3
    evidence = (
        "ml-explore/mlx-lm#965", "ggml-org/llama.cpp#27148", "ggml-org/llama.cpp#28286", "vllm-project/vllm#13408",
        "vllm-project/vllm#9910", "sgl-project/sglang#4593", "LMCache/LMCache#4385",
    )  # fmt: skip
    seen_with = CrossTalk()
    remedy = {
        None: Remedy(
            Text(
                en="Take the service off the net until it is fixed: upgrade the server, switch prefix and host caches "
                "and speculative decoding off, and test again one gateway hop at a time.",
                zh="修复之前请下线：升级服务端，关闭前缀/主机缓存和投机解码，再逐级去掉网关重新测试。",
            )
        ),
        "llamacpp": Remedy(
            Text(
                en="Update llama.cpp; until then start with `--cache-ram 0` and `-np 1`, without a draft model.",
                zh="升级 llama.cpp；在此之前用 `--cache-ram 0` 和 `-np 1` 启动，不要用草稿模型。",
            ),
            ("--cache-ram 0", "-np 1"),
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM; until then start with `--no-enable-prefix-caching`, and without LMCache and "
                "`--speculative-config`.",
                zh="升级 vLLM；在此之前加 `--no-enable-prefix-caching`，并去掉 LMCache 和 `--speculative-config`。",
            ),
            ("--no-enable-prefix-caching", "--speculative-config"),
        ),
        "sglang": Remedy(
            Text(
                en="Upgrade SGLang; until then start with `--disable-radix-cache` and `--disable-overlap-schedule`.",
                zh="升级 SGLang；在此之前加 `--disable-radix-cache` 和 `--disable-overlap-schedule`。",
            ),
            ("--disable-radix-cache", "--disable-overlap-schedule"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Another request's words, in answers that were made at once; one after the other it is a cache's doing."""
        by_chance = seen.failed(KeptApart, "foreign")
        seen.failed(KeepsQuality)
        if seen.failed(PrefixesApart, "stale"):  # one after the other too: a cache, and no mix-up (L06)
            return None
        if seen.failed(OwnAnswers, "foreign"):
            return Diagnosis(Confidence.CERTAIN, _told(seen.facts(OwnAnswers)), covers=OF_WORDS)
        if by_chance and not seen.failed(OwnAnswers, "foreign-alone"):
            facts = seen.facts(KeptApart)
            sure = Confidence.CERTAIN if facts["count"] >= 2 else Confidence.LIKELY
            return Diagnosis(sure, _told(facts), covers=OF_WORDS)
        return None


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {"count": facts["count"], "of": facts["of"], "words": ", ".join(facts["words"])}
