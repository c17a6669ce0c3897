"""C03: the gateway wants the name with, or without, its provider's prefix."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.models.accepted import ModelAccepted
from answerback.checks.models.spelling import PROVIDERS, OtherSpelling
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import MODELS, Configure, Set
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ProviderPrefix(Fault):
    """`openai/x` answers where `x` is refused, or the reverse."""

    code = "C03"
    title = Text(
        en="The gateway knows the model as {works!r}, not as {wanted!r}",
        zh="网关里这个模型叫 {works!r}，而不是 {wanted!r}",
    )
    cause = Text(
        en="Gateways route by a prefix before the name; one place keeps it and another drops it. {works!r} answers.",
        zh="网关按名字前缀选择供应商，有的环节保留前缀，有的去掉。用 {works!r} 可以得到回答。",
    )
    severity = Severity.CRITICAL
    priority = 2
    seen_with = (Configure(name="models", value=["openai/qwen3"]), Set(on=MODELS, path="data[*].id", value="qwen3"))
    dialect = "litellm"
    evidence = ("BerriAI/litellm#8821", "BerriAI/litellm#2931")
    remedy = {
        None: Remedy(
            Text(
                en="Ask for `{works}`, or register `{wanted}` as an alias in the gateway.",
                zh="请求里使用 `{works}`，或在网关里把 `{wanted}` 登记为别名。",
            ),
            ("--model",),
        ),
        "litellm": Remedy(
            Text(
                en="Ask for `{works}`, or set `model_name: {wanted}` beside `litellm_params.model: {works}` "
                "in config.yaml.",
                zh="请求里使用 `{works}`，或在 config.yaml 里设置 `model_name: {wanted}`，"
                "`litellm_params.model: {works}`。",
            ),
            ("model_list[].model_name",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Only the prefix differs between the refused name and the one that answers."""
        if not seen.failed(ModelAccepted) or not seen.broke(OtherSpelling, "other-name"):
            return None
        facts = seen.facts(OtherSpelling)
        wanted, works = str(facts["wanted"]), str(facts["works"])
        longer, shorter = (works, wanted) if len(works) > len(wanted) else (wanted, works)
        head, slash, rest = longer.partition("/")
        if not slash or rest != shorter or head not in PROVIDERS:
            return None
        seen.failed(Answers)
        return Diagnosis(Confidence.CERTAIN, {"wanted": wanted, "works": works})
