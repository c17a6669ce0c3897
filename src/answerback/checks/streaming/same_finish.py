"""The promise that a streamed answer ends for the same reason as the whole one."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.likeness import Likeness, compared
from answerback.checks.probes import HELLO
from answerback.checks.streaming.finishes import Finishes
from answerback.checks.streaming.nothing_after import NothingAfter
from answerback.values.injections import STREAMED, Set
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

WORDS = frozenset({"stop", "length", "tool_calls"})


class SameFinish(Check):
    """Judged where the texts are the same but for lost or doubled pieces, and both words are the protocol's."""

    promise = Text(
        en="A streamed answer ends for the same reason as the whole one.",
        zh="流式与非流式的 finish_reason 一致。",
    )
    why = Text(
        en="A client that streams would take a cut answer for a complete one, or the reverse.",
        zh="否则流式客户端会把被截断的回答当成完整的，或者相反。",
    )
    level = SMOKE
    needs = (Finishes, NothingAfter)
    severity = Severity.MINOR
    reasons = {
        "differs": Reason(
            Text(
                en="the same text ends with {whole!r} whole and with {streamed!r} streamed",
                zh="同样的文本，非流式以 {whole!r} 结束，流式以 {streamed!r} 结束",
            ),
            Set(on=STREAMED, path="choices[*].finish_reason", value="stop", was="length"),
        ),
    }

    def run(self) -> Steps:
        """Compare the first question's two answers."""
        stream = yield from first_stream()
        whole: Reading = yield HELLO
        one, other = whole.answer.first, stream.answer.first
        if one is None or other is None or compared(whole, stream)[0] is Likeness.DIFFERENT:
            return self.not_needed()
        words = (one.finish_reason, other.finish_reason)
        if words[0] != words[1] and all(isinstance(word, str) and word in WORDS for word in words):
            return self.fail("differs", whole=one.finish_reason, streamed=other.finish_reason)
        return self.ok(finish=one.finish_reason)
