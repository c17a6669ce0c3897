"""D05: fields have the wrong JSON type."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.schema.types import FieldTypes, misfits
from answerback.checks.usage.reported import UsageReported
from answerback.checks.usage.streamed import UsageStreamed
from answerback.fault import OF_WORDS, Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Cast
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text

UNREADABLE = ("choices", "[]", ".message", ".delta", ".content", "reasoning", "reasoning_content")
"""Ends of the fields of whose words nothing can be read where their type is wrong."""
OF_ANSWERS = (*OF_WORDS, "D03", "D07", "H05", "H17", "H19")


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
            return self._unreadable(seen)
        facts = seen.facts(FieldTypes)
        if any(field.startswith("usage") for field in facts["fields"]):
            seen.failed(UsageReported, "missing")
            seen.failed(UsageStreamed, "missing")
        said = {"fields": ", ".join(facts["fields"]), "field": facts["field"], "found": facts["found"]}
        if any(field.startswith("choices") and field.endswith(UNREADABLE) for field in facts["fields"]):
            return Diagnosis(Confidence.CERTAIN, said, Severity.MAJOR, covers=OF_ANSWERS)
        return Diagnosis(Confidence.CERTAIN, said, covers=("D04", "F07") if "usage" in facts["fields"] else ())

    def _unreadable(self, seen: Seen) -> Diagnosis | None:
        """Return the wrong types for which nothing could be read of the first answer."""
        if not seen.failed(Answers, "no-choices", "empty"):
            return None
        heard = seen.readings.get(seen.results[Answers.id].exchanges[0])
        body = heard.json if heard is not None else None
        found = [one for one in misfits(body) if one[0].startswith("choices")] if isinstance(body, dict) else []
        if not found:
            return None
        said = {"fields": ", ".join(one[0] for one in found), "field": found[0][0], "found": found[0][1]}
        return Diagnosis(Confidence.CERTAIN, said, Severity.CRITICAL, covers=OF_ANSWERS)
