"""The promise that an answer has the fields which every client reads."""

from __future__ import annotations

from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO
from answerback.values.injections import WHOLE as ON_WHOLE
from answerback.values.injections import Drop, Set
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class FieldsPresent(Check):
    """`id`, `created`, `model`, and in each choice `index`, `message.role` and a `finish_reason` key.

    Products leave some of them empty by right (TGI's id is an empty text), so absence is harmful, not wrong.
    """

    promise = Text(en="An answer has the fields that clients read.", zh="响应包含客户端会读取的字段。")
    why = Text(
        en="Strict clients reject an answer without them.",
        zh="缺少这些字段时，严格的客户端会拒绝整个响应。",
    )
    level = SMOKE
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "absent": Reason(
            Text(en="the answer lacks {fields}", zh="响应缺少 {fields}"),
            Drop(on=ON_WHOLE, path="choices[*].index"),
        ),
        "role": Reason(
            Text(
                en="the message's role is {role!r} instead of 'assistant'",
                zh="消息的 role 是 {role!r}，应为 'assistant'",
            ),
            Set(on=ON_WHOLE, path="choices[*].message.role", value="user"),
        ),
    }

    def run(self) -> Steps:
        """Look at the first answer."""
        heard: Reading = yield HELLO
        raw = heard.json
        if not isinstance(raw, dict) or not heard.ok:
            return self.unknown("", root=Answers.id)
        absent = [name for name in ("id", "created", "model") if name not in raw]
        for choice in raw.get("choices") or ():
            if isinstance(choice, dict):
                absent += _absent(choice)
        first = heard.answer.first
        role = first.role if first is not None else None
        if role not in (None, "assistant"):
            return self.fail("role", role=role, fields=["choices[].message.role"])
        if absent:
            return self.warn("absent", fields=", ".join(sorted(set(absent))))
        return self.ok(extras=sorted(set(raw) - _KNOWN)[:12])


_KNOWN = {"id", "object", "created", "model", "choices", "usage", "system_fingerprint", "service_tier"}


def _absent(choice: dict[str, Any]) -> list[str]:
    out = [f"choices[].{name}" for name in ("index", "finish_reason") if name not in choice]
    message = choice.get("message")
    return out + ([] if isinstance(message, dict) and "role" in message else ["choices[].message.role"])
