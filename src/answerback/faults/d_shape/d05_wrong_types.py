"""D05: fields have the wrong JSON type."""

from __future__ import annotations

from answerback.checks.schema.types import FieldTypes
from answerback.checks.usage.reported import UsageReported
from answerback.fault import OF_WORDS, Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Cast
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class WrongTypes(Fault):
    """Numbers as text, times in milliseconds, an index as text."""

    code = "D05"
    title = Text(en="Fields have the wrong type: {fields}", zh="字段类型错误：{fields}")
    cause = Text(
        en="An adapter encodes {field} as {found}; typed clients fail to decode it.",
        zh="适配层把 {field} 编码成了 {found}；强类型客户端会解码失败。",
    )
    severity = Severity.MINOR
    priority = 2
    level = SMOKE
    seen_with = Cast(on=CHAT, path="created", to="str")
    evidence = ("https://platform.openai.com/docs/api-reference/chat/object",)
    remedy = {
        None: Remedy(
            Text(
                en="Fix the adapter: `created` is Unix seconds as an integer, `index` and all token counts are "
                "integers.",
                zh="修正适配层：`created` 是整数 Unix 秒，`index` 和各 token 数都是整数。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The first answer or stream shows it."""
        if not seen.failed(FieldTypes):
            return None
        facts = seen.facts(FieldTypes)
        if any(field.startswith("usage") for field in facts["fields"]):
            seen.failed(UsageReported, "missing")
        said = {"fields": ", ".join(facts["fields"]), "field": facts["field"], "found": facts["found"]}
        if any(field.endswith(".content") for field in facts["fields"]):  # nothing can be read of such answers
            return Diagnosis(Confidence.CERTAIN, said, Severity.MAJOR, covers=OF_WORDS)
        return Diagnosis(Confidence.CERTAIN, said)
