"""The promise that thoughts arrive in a field that clients read."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.checks.thinking.thinks import Thinks
from answerback.checks.thought import Place, find_out, product, thought_of
from answerback.values.injections import STREAMED, MoveReasoning
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class FieldRead(Check):
    """`reasoning_content` and `reasoning` are both right; which it is is told as a fact."""

    promise = Text(
        en="Thoughts arrive in `reasoning_content` or `reasoning`.",
        zh="思考内容放在 `reasoning_content` 或 `reasoning` 里。",
    )
    why = Text(
        en="Clients read one of these two; what stands elsewhere is never shown.",
        zh="客户端只读这两个字段之一，放在别处就永远不会显示。",
    )
    needs = (Answers,)
    after = (Thinks,)
    severity = Severity.MINOR
    reasons = {
        "unknown-field": Reason(
            Text(en="the thought arrives in `{field}`", zh="思考内容放在了 `{field}` 里"),
            MoveReasoning(how="rename", field="thoughts"),
        ),
        "two-names": Reason(
            Text(
                en="`{whole}` in whole answers, `{field}` in streams",
                zh="非流式用 `{whole}`，流式却用 `{field}`",
            ),
            MoveReasoning(how="rename", on=STREAMED),
        ),
        "unusual": Reason(
            Text(
                en="the thought arrives in `{field}`; this product's own field is `{usual}`",
                zh="思考内容放在 `{field}` 里；该产品本来的字段是 `{usual}`",
            ),
            MoveReasoning(how="rename"),
        ),
    }

    def run(self) -> Steps:
        """Compare the names in whole and streamed answers, and with the product's own."""
        hello, stream = yield (HELLO, HELLO_STREAM)
        known = yield from find_out(self.setting)
        if not known.can:
            return self.not_needed()
        heard: list[Reading] = [known.shown or known.reading, hello, stream]
        other = next((t for t in map(thought_of, heard) if t.place is Place.OTHER_FIELD), None)
        if other is not None:
            return self.fail("unknown-field", field=other.field)
        whole, streamed = _names(hello), _names(stream) or _names(heard[0])
        if whole and streamed and not whole & streamed:
            return self.fail("two-names", whole=min(whole), field=min(streamed))
        found = streamed or whole
        kind = product(self.setting)
        usual = kind.reasoning_fields if kind is not None else ()
        if found and usual and not found & set(usual[:1]) and (len(usual) == 1 or _current(self.setting.version)):
            return self.warn("unusual", field=min(found), usual=usual[0])
        return self.ok(field=", ".join(sorted(found)))


def _names(heard: Reading) -> set[str]:
    """Return the names under which a thought arrived (some products send both)."""
    holders = [chunk.delta for chunk in heard.chunks]
    if isinstance(heard.json, dict):
        choices = heard.json.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        holders.append(first.get("message") or {} if isinstance(first, dict) else {})
    return {name for holder in holders for name in ("reasoning_content", "reasoning")
            if isinstance(holder, dict) and isinstance(holder.get(name), str) and holder[name].strip()}  # fmt: skip


def _current(version: str) -> bool:
    """Whether a vLLM is recent enough to have dropped the older name (0.16)."""
    parts = [int(part) for part in version.split(".")[:2] if part.isdigit()]
    return len(parts) == 2 and tuple(parts) >= (0, 16)
