"""M10: what looks like a test goes to a better model than the rest."""

from __future__ import annotations

from answerback.checks.authenticity.natural import EVERYDAY, NaturalAnswered
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Say, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class AuditEvaded(Fault):
    """The same facts, asked as a benchmark asks and as people do. Never more than possible."""

    code = "M10"
    title = Text(
        en="Prompts that look like a benchmark are answered by a better model", zh="像评测题的提示词由更好的模型回答"
    )
    cause = Text(
        en="Of {of} facts that everybody knows, {dressed} are answered right when they are dressed as a benchmark's "
        "question, and {natural} in everyday words: something may tell tests by their looks and send the rest to "
        "another model.",
        zh="{of} 个常识，包装成评测题时答对 {dressed} 个，用日常说法只答对 {natural} 个：可能有环节按外观识别评测题，"
        "把其余请求交给了别的模型。",
    )
    severity = Severity.MAJOR
    level = DEEP
    seen_with = Say(on=When(says=EVERYDAY), text="That is an interesting question, and there are many ways to see it.")
    yields_to = ("M09",)
    evidence = ("arXiv 2506.06975",)
    remedy = {
        None: Remedy(
            Text(
                en="Judge the service by your own traffic instead of benchmarks: compare answers to natural prompts "
                "with the model's own API, and take the routing rules out of a relay of your own.",
                zh="用自己的真实流量而不是评测题来评估服务：用自然的提示词与该模型的官方接口对比回答；"
                "自建中转请去掉按内容路由的规则。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="Look for `router_settings` and for callbacks (`litellm_settings.callbacks`) that choose a model by "
                "the prompt; ask with the backend's own `model_name`.",
                zh="检查按提示词选择模型的 `router_settings` 和回调（`litellm_settings.callbacks`），并用后端自己的 "
                "`model_name` 直接请求。",
            ),
            ("router_settings", "litellm_settings.callbacks"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Only the whole difference, all one way, is worth a word."""
        if not seen.broke(NaturalAnswered, "benchmarks-only"):
            return None
        facts = seen.facts(NaturalAnswered)
        return Diagnosis(Confidence.POSSIBLE, {name: facts[name] for name in ("of", "dressed", "natural")})
