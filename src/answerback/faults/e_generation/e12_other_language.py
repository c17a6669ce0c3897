"""E12: English questions are answered in another script."""

from __future__ import annotations

from answerback.checks.chat.sane_text import SaneText
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Say, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class OtherLanguage(Fault):
    """All of several answers; a model that slips once is none of it.

    Some models know no other language, which looks the same from outside: worth knowing, no more.
    """

    code = "E12"
    title = Text(en="English questions are answered in another language", zh="英文问题得到其他语言的回答")
    cause = Text(
        en="A hidden system prompt, another model's template or damaged weights, or a model of one language: {answers} "
        "of {of} answers are in {script} script.",
        zh="可能是隐藏的系统提示词、别的模型的模板或损坏的权重，也可能模型只会这种语言：{of} 个回答中有 {answers} 个"
        "使用 {script} 文字。",
    )
    severity = Severity.INFO
    priority = 1
    seen_with = Say(
        on=When(says="secret word|nobody has ever seen"), text="这是一个关于灯塔和大海的漫长的故事，我们明天再讲。"
    )
    yields_to = ("E01", "E02", "M03")
    evidence = ("https://arxiv.org/abs/2504.04715",)
    remedy = {
        None: Remedy(
            Text(
                en="Look for a hidden system prompt in the gateway, and check template and quantisation.",
                zh="检查网关里是否有隐藏的系统提示词，并检查模板和量化方式。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Every English question."""
        if not seen.broke(SaneText, "other-language"):
            return None
        facts = seen.facts(SaneText)
        return Diagnosis(
            Confidence.POSSIBLE, {"script": facts["script"], "answers": facts["answers"], "of": facts["of"]}
        )
