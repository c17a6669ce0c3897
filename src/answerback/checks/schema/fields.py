"""The promise that an answer has the fields which every client reads."""

from __future__ import annotations

from typing import Any

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.values.injections import CHAT, Drop, Set
from answerback.values.injections import WHOLE as ON_WHOLE
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
        "no-id": Reason(
            Text(
                en="the answer has no `id`, which every answer and chunk must have ({where})",
                zh="响应缺少每个回答和分块都必须有的 `id`（{where}）",
            ),
            Drop(on=CHAT, path="id"),
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
        """Look at the first answer; for its id also at the first stream."""
        heard, stream = yield (HELLO, HELLO_STREAM)
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
        if where := self._without_id(raw, stream):
            return self.fail("no-id", where=where)
        if absent:
            return self.warn("absent", fields=", ".join(sorted(set(absent))))
        return self.ok(extras=sorted(set(raw) - _KNOWN)[:12])

    def _without_id(self, raw: dict[str, Any], stream: Reading) -> str:
        """Return where the id is missing; a vendor may have its reasons, and an empty text is one (TGI)."""
        kind = server.named(self.setting.server) if self.setting.server else None
        if kind is not None and issubclass(kind, server.Vendor):
            return ""
        chunks = [chunk.raw for chunk in stream.chunks if chunk.choices] if stream.ok and stream.is_sse else []
        bare = [chunk for chunk in chunks if chunk.get("id") is None]
        places = {"stream: false": raw.get("id") is None, "stream: true": bool(chunks) and len(bare) == len(chunks)}
        return ", ".join(place for place, missing in places.items() if missing)


_KNOWN = {"id", "object", "created", "model", "choices", "usage", "system_fingerprint", "service_tier"}


def _absent(choice: dict[str, Any]) -> list[str]:
    out = [f"choices[].{name}" for name in ("index", "finish_reason") if name not in choice]
    message = choice.get("message")
    return out + ([] if isinstance(message, dict) and "role" in message else ["choices[].message.role"])
