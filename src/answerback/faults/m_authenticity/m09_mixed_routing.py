"""M09: a share of the requests is answered by another model."""

from __future__ import annotations

from answerback.checks.authenticity.one_model import OneModel
from answerback.fault import OF_WORDS, Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Replicas, Say, Scale, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class MixedRouting(Fault):
    """Two answers by turns where there can be one. Replicas of unequal builds look the same from outside."""

    code = "M09"
    title = Text(en="A share of the requests is answered by another model", zh="一部分请求由另一个模型回答")
    cause = Text(
        en="{strays} of {of} equal requests at temperature 0 got another answer than the rest, by turns ({shown}): "
        "requests are spread over different models, or over replicas of one model that are not alike (version, "
        "quantisation, template). A share below a tenth often goes unseen: {of} requests meet two strays of 5 % with a "
        "chance of 26 %, of 10 % with 61 %.",
        zh="temperature 0 下 {of} 次相同请求中有 {strays} 次的回答与其余不同，且交替出现（{shown}）：请求被分给了"
        "不同的模型，或同一模型的几个副本并不一致（版本、量化或模板不同）。比例低于一成时往往看不出来：占 5% 时 {of} "
        "次里碰到两次的概率为 26%，占 10% 时为 61%。",
    )
    severity = Severity.MAJOR
    level = DEEP
    seen_with = Replicas(
        on=When(says="lighthouse|night market"),
        share=0.3,
        other=(Say(text="Rope, a cracked lens, old letters."), Scale(path="usage.prompt_tokens", plus=3)),
    )
    evidence = ("arXiv 2504.04715", "cckuailong/awesome-gpt-security#59")
    remedy = {
        None: Remedy(
            Text(
                en="Ask the operator whether the name is spread over several models or replicas; pin one of them, or "
                "bring all to the same weights, version and template, and check again.",
                zh="向服务方确认这个名字背后是否有多个模型或副本；固定使用其中一个，或让它们的权重、版本和模板完全一致，"
                "然后重新检查。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="Look for several entries with the same `model_name` in `model_list`, and for "
                "`litellm_settings.fallbacks`; the response header `x-litellm-model-id` tells which one answered.",
                zh="检查 `model_list` 中是否有多个相同的 `model_name`，以及 `litellm_settings.fallbacks`；响应头 "
                "`x-litellm-model-id` 会显示是哪一个回答的。",
            ),
            ("model_list", "litellm_settings.fallbacks", "x-litellm-model-id"),
        ),
        "openrouter": Remedy(
            Text(
                en='Pin the provider and the precision: `"provider": {{"order": ["NAME"], "allow_fallbacks": false, '
                '"quantizations": ["bf16"]}}`.',
                zh='固定供应商和精度：`"provider": {{"order": ["NAME"], "allow_fallbacks": false, '
                '"quantizations": ["bf16"]}}`。',
            ),
            ('"allow_fallbacks": false', '"quantizations"'),
        ),
        "nginx": Remedy(
            Text(
                en="Ask each `server` of the `upstream` block by itself, and compare.",
                zh="分别直接请求 `upstream` 块里的每个 `server` 并对比。",
            ),
            ("upstream",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Another model is likely where the count goes with the answer, or many strays part two questions cleanly.

        Whatever else was concluded from single answers may then be the other model's.
        """
        facts = seen.facts(OneModel)
        if seen.failed(OneModel, "two-counts"):
            sure, shown = Confidence.LIKELY, f"{facts['usual']} / {facts['other']} prompt_tokens"
        elif seen.broke(OneModel, "two-texts"):
            sure, shown = Confidence.LIKELY if facts["clear"] else Confidence.POSSIBLE, repr(facts["excerpt"])
        else:
            return None
        return Diagnosis(sure, {"strays": facts["strays"], "of": facts["of"], "shown": shown}, covers=OF_WORDS)
