"""The promise that the fields of answers have the types that clients decode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.clean_text import asks
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.values.injections import CHAT, Cast
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

MILLISECONDS = 100_000_000_000
"""No Unix time in seconds is above it before the year 5138; a time in milliseconds has been since 1973."""


class FieldTypes(Check):
    """Whole numbers are numbers, texts are texts; what is absent or null is judged elsewhere."""

    promise = Text(en="The fields of an answer have the right types.", zh="响应各字段的类型正确。")
    why = Text(
        en="Clients in typed languages fail on a number that comes as text.",
        zh="数字写成字符串，强类型语言的客户端会直接解码失败。",
    )
    level = SMOKE
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "wrong": Reason(
            Text(en="{field} is {found}, not {wanted}", zh="{field} 是 {found}，应为 {wanted}"),
            Cast(on=CHAT, path="created", to="str"),
        ),
        "milliseconds": Reason(
            Text(
                en="`created` is {found}: milliseconds instead of seconds",
                zh="`created` 为 {found}：是毫秒而不是秒",
            ),
            Cast(on=CHAT, path="created", to="ms"),
        ),
    }

    def run(self) -> Steps:
        """Look at every chunk of the first stream and at the first answer; beyond smoke at two more."""
        whole, stream = yield (HELLO, HELLO_STREAM)
        assert isinstance(whole, Reading)
        read = [whole, *((yield asks(self, whole)) if self.setting.level > SMOKE else ())]
        bodies = [one.json for one in read if isinstance(one.json, dict)]
        bodies += [chunk.raw for chunk in stream.chunks if "error" not in chunk.raw]
        wrong: dict[str, tuple[str, str]] = {}
        for body in bodies:
            for field, found, wanted in misfits(body):
                wrong.setdefault(field, (found, wanted))
        if wrong:
            field, (found, wanted) = next(iter(wrong.items()))
            return self.fail("wrong", field=field, found=found, wanted=wanted, fields=sorted(wrong))
        late = next((b["created"] for b in bodies if _number(b.get("created")) and b["created"] > MILLISECONDS), None)
        if late is not None:
            return self.fail("milliseconds", found=late, field="created", fields=["created"])
        return self.ok(bodies=len(bodies))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _named(value: Any) -> str:
    shown = f"{value!r}" if isinstance(value, str | int | float) else ""
    return f"{type(value).__name__} {shown[:40]}".strip()


def _whole(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _content(value: Any) -> bool:
    """Texts, and Mistral's lists of typed parts."""
    if isinstance(value, list):
        return all(isinstance(part, dict) and isinstance(part.get("type"), str) for part in value)
    return _text(value)


def misfits(body: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield field, what was found and what was wanted, for an answer or a chunk."""
    yield from _judge(body, "", _text, "string", ("id", "object", "model"))
    yield from _judge(body, "", _whole, "integer", ("created",))
    choices = body.get("choices")
    if choices is not None and not isinstance(choices, list):
        yield "choices", _named(choices), "array"
    for choice in choices if isinstance(choices, list) else ():
        if not isinstance(choice, dict):
            yield "choices[]", _named(choice), "object"
            continue
        yield from _judge(choice, "choices[].", _whole, "integer", ("index",))
        yield from _judge(choice, "choices[].", _text, "string", ("finish_reason",))
        for name in ("message", "delta"):
            said = choice.get(name)
            if isinstance(said, dict):
                at = f"choices[].{name}."
                yield from _judge(said, at, _text, "string", ("role", "reasoning_content", "reasoning"))
                if not _content(said.get("content")):
                    yield f"{at}content", _named(said["content"]), "string"
            elif said is not None:
                yield f"choices[].{name}", _named(said), "object"
    usage = body.get("usage")
    if isinstance(usage, dict):
        counts = ("prompt_tokens", "completion_tokens", "total_tokens")
        yield from _judge(usage, "usage.", _whole, "integer", counts)
        for name, count in (
            ("prompt_tokens_details", "cached_tokens"),
            ("completion_tokens_details", "reasoning_tokens"),
        ):
            if isinstance(details := usage.get(name), dict):
                yield from _judge(details, f"usage.{name}.", _whole, "integer", (count,))
    elif usage is not None:
        yield "usage", _named(usage), "object"


def _judge(
    holder: dict[str, Any], at: str, right: Any, wanted: str, names: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    for name in names:
        if name in holder and not right(holder[name]):
            yield f"{at}{name}", _named(holder[name]), wanted
