"""The promise that answers and chunks say what kind of object they are."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.values.injections import CHAT, Drop, Set
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

WHOLE, CHUNK = "chat.completion", "chat.completion.chunk"


class ObjectsNamed(Check):
    """Azure's first chunk leaves it empty; only another name is wrong."""

    promise = Text(
        en="`object` is chat.completion in answers and chat.completion.chunk in streams.",
        zh="整段响应的 `object` 是 chat.completion，流式块是 chat.completion.chunk。",
    )
    why = Text(
        en="Typed clients choose the decoder by it.",
        zh="强类型客户端靠它选择解码方式。",
    )
    level = SMOKE
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "wrong": Reason(
            Text(en="{where} says {found!r} instead of {wanted!r}", zh="{where} 里是 {found!r}，应为 {wanted!r}"),
            Set(on=CHAT, path="object", value="text_completion"),
        ),
        "absent": Reason(
            Text(en="{where} has no `object`", zh="{where} 里没有 `object`"),
            Drop(on=CHAT, path="object"),
        ),
    }

    def run(self) -> Steps:
        """Look at the first answer and at every chunk of the first stream."""
        whole, stream = yield (HELLO, HELLO_STREAM)
        assert isinstance(whole, Reading)
        if not whole.ok:  # a probe asks both at once, and the stream alone may have been answered
            return self.unknown("", root=Answers.id)
        found = whole.answer.object
        if found and found != WHOLE and not whole.is_sse:
            return self.fail("wrong", where="response", found=found, wanted=WHOLE)
        named = [chunk.raw.get("object") for chunk in stream.chunks if "error" not in chunk.raw]
        other = next((name for name in named if name and name != CHUNK), None)
        if other is not None:
            return self.fail("wrong", where="stream", found=other, wanted=CHUNK)
        if not found or (named and not any(named)):
            return self.warn("absent", where="response" if not found else "stream")
        return self.ok()
