"""E21: answers are capped below what was asked."""

from __future__ import annotations

from typing import Any

from answerback.checks.limits.healthy_afterwards import HealthyAfterwards
from answerback.checks.sampling.long_answer import LongAnswers
from answerback.checks.sampling.max_tokens import MaxTokens
from answerback.checks.thinking.answer_follows import AnswerFollows
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Cap
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text

CUT_SHORT = ("E07", "G04", "G05", "I01", "I04", "I13", "J01", "J03", "J04", "J06")
"""What a cap of a few tokens looks like elsewhere: calls and JSON that break off, thoughts without an answer."""


class HiddenCap(Fault):
    """`length` at a constant number of tokens that nobody asked for."""

    code = "E21"
    title = Text(
        en="Answers are cut at {tokens} tokens although {limit} were allowed",
        zh="允许 {limit} 个 token，回答却在 {tokens} 个时被截断",
    )
    cause = Text(
        en="A cap of the server or the model's config (max_new_tokens, num_predict) is below the limit of the request.",
        zh="服务端或模型配置里的上限（max_new_tokens、num_predict）低于请求的上限。",
    )
    severity = Severity.MINOR
    priority = 2
    level = DEEP
    seen_with = Cap(on=CHAT, tokens=512)
    yields_to = ("K01", "F09")
    evidence = (
        "NVIDIA-NeMo/Skills#845",
        "allenai/open-instruct#1512",
    )
    remedy = {
        None: Remedy(
            Text(en="Raise the cap in the server's or gateway's configuration.", zh="在服务端或网关的配置里提高上限。")
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--generation-config vllm`: `max_new_tokens` in the model's "
                "generation_config.json caps every answer.",
                zh="启动时加上 `--generation-config vllm`：模型 generation_config.json 里的 "
                "`max_new_tokens` 会限制所有回答。",
            ),
            ("--generation-config vllm",),
        ),
        "ollama": Remedy(
            Text(
                en="Raise or remove `PARAMETER num_predict` in the Modelfile.",
                zh="提高或去掉 Modelfile 里的 `PARAMETER num_predict`。",
            ),
            ("PARAMETER num_predict",),
        ),
        "llamacpp": Remedy(Text(en="Start with `-n -1`.", zh="启动时加上 `-n -1`。"), ("-n -1",)),
        "tgi": Remedy(
            Text(en="Raise `--max-total-tokens`.", zh="提高 `--max-total-tokens`。"), ("--max-total-tokens",)
        ),
        "litellm": Remedy(
            Text(
                en="Remove `max_tokens` from `litellm_params` of the model.",
                zh="去掉该模型 `litellm_params` 里的 `max_tokens`。",
            ),
            ("litellm_params.max_tokens",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A short cap shows at once, a longer one in a long story, twice at the same length."""
        short = seen.broke(MaxTokens, "capped")
        if seen.failed(AnswerFollows, "answer-cut") and not short:
            return Diagnosis(Confidence.LIKELY, _told(seen.facts(AnswerFollows)), covers=("J04", "J06"))
        if short:
            if seen.facts(HealthyAfterwards).get("status") in (400, 422):
                seen.failed(HealthyAfterwards, "error")  # the few tokens that it allows became none
            return Diagnosis(Confidence.LIKELY, _told(seen.facts(MaxTokens)), covers=CUT_SHORT)
        return (
            Diagnosis(Confidence.LIKELY, _told(seen.facts(LongAnswers))) if seen.broke(LongAnswers, "capped") else None
        )


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {"tokens": facts["tokens"], "limit": facts["limit"]}
