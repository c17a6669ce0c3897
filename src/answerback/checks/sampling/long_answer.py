"""The promise that an answer may be as long as was allowed."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.limits.context_told import ContextTold
from answerback.checks.sampling.max_tokens import measured
from answerback.values.asks import chat
from answerback.values.injections import CHAT, Cap
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

LIMIT = 1200
"""Above the caps that are usual: 256, 512, 1024."""
LONG = chat(
    "Write a very long and detailed story of at least 3000 words about a journey around the world. Do not stop early.",
    temperature=0.7,
    max_tokens=LIMIT,
)


class LongAnswers(Check):
    """A long story with room for 1,200 tokens; `length` far below them is a cap that nobody asked for."""

    promise = Text(en="An answer may be as long as max_tokens allows.", zh="回答长度可以达到 max_tokens 允许的上限。")
    why = Text(
        en="A hidden cap cuts long answers in the middle of a sentence, whatever the request allows.",
        zh="隐藏的上限会把长回答拦腰截断，无论请求允许多长。",
    )
    level = DEEP
    needs = (Answers,)
    after = (ContextTold,)
    severity = Severity.MINOR
    reasons = {
        "capped": Reason(
            Text(
                en="cut after {tokens} tokens although {limit} were allowed",
                zh="允许 {limit} 个 token，却在 {tokens} 个时就被截断",
            ),
            Cap(on=CHAT, tokens=512),
        ),
    }

    def run(self) -> Steps:
        """Let it write, and confirm a cut with another story."""
        heard: Reading = yield LONG
        if not heard.ok:
            return self.unknown("", root=Answers.id)
        facts = measured(heard, LIMIT)
        usage = heard.answer.usage
        if facts["finish"] == "length" and facts["tokens"] and facts["tokens"] < LIMIT - 8:
            again: Reading = yield LONG.with_(nth=1)
            second = measured(again, LIMIT)
            full = usage is not None and usage.total is not None and usage.total % 1024 == 0  # the context is full
            if second["finish"] == "length" and second["tokens"] == facts["tokens"] and not full:
                return self.warn("capped", **facts)
        if facts["finish"] == "stop" and facts["tokens"] and _unended(heard):
            once_more: Reading = yield LONG.with_(nth=1)
            if measured(once_more, LIMIT)["tokens"] == facts["tokens"] and _unended(once_more):
                return self.warn("capped", **facts)
        return self.ok(tokens=facts["tokens"], finish=facts["finish"])


def _unended(heard: Reading) -> bool:
    """Whether a text ends in the midst of a sentence."""
    first = heard.answer.first
    return first is not None and first.text.rstrip()[-1:].isalnum()
