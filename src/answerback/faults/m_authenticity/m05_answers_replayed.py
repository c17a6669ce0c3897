"""M05: answers come from a cache."""

from __future__ import annotations

from answerback.checks.authenticity.made_afresh import MadeAfresh
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Replay
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text

EQUAL_PROMPTS = (
    "E14", "E15", "E16", "E17", "E19", "E20", "E21", "E22", "E23", "E24", "E26", "E28", "E34", "F06", "G08", "G09",
    "I03", "I10", "I11", "I15", "I16", "J",
)  # fmt: skip
"""What is concluded from prompts that differ in a parameter only: a cache answers them all alike."""


class AnswersReplayed(Fault):
    """Equal prompts get the same answer again, by its id or by its speed; a nonce gets a new one."""

    code = "M05"
    title = Text(en="Answers are replayed from a cache", zh="回答来自缓存重放")
    cause = Text(
        en="A gateway or relay keeps answers by their prompt and sends an old one again, although temperature 1.2 was "
        "asked for; one more word in the prompt brings a new answer.",
        zh="网关或中转按提示词缓存回答：明明要求 temperature 1.2，仍把旧回答原样再发一遍；提示里多一个词才会重新生成。",
    )
    severity = Severity.MAJOR
    priority = 3
    level = DEEP
    seen_with = Replay()
    evidence = (
        "vllm-project/semantic-router#940",
        "lingyuins/octopus#32",
        "theopenco/llmgateway#3899",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Switch the gateway's response cache off, or let it cache at `temperature: 0` only and by every "
                "parameter; until then, put something new into each prompt. Check again afterwards: what "
                "compares requests with equal prompts tells nothing while the cache is on.",
                zh="关闭网关的回答缓存，或只在 `temperature: 0` 时缓存并以全部参数为键；在此之前，"
                "可在每个提示里加一段不重复的内容。改好后请重新检查：缓存开着时，用相同提示做的对比都不可信。",
            )
        ),
        "litellm": Remedy(
            Text(
                en='Set `litellm_settings.cache: false`, or send `"cache": {"no-cache": true}` with the request.',
                zh='设置 `litellm_settings.cache: false`，或在请求里带上 `"cache": {"no-cache": true}`。',
            ),
            ("litellm_settings.cache: false", '"cache": {"no-cache": true}'),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """An id that comes again is proof; speed alone makes it likely."""
        if seen.failed(MadeAfresh, "same-id"):
            return Diagnosis(Confidence.CERTAIN, covers=EQUAL_PROMPTS)
        return (
            Diagnosis(Confidence.LIKELY, covers=EQUAL_PROMPTS)
            if seen.failed(MadeAfresh, "at-once", "whatever-seed")
            else None
        )
