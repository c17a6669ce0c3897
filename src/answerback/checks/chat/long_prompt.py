"""The promise that a long prompt is answered as sanely as a short one."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.sane_text import SaneText
from answerback.checks.limits.context_told import ContextTold, told
from answerback.checks.probes import HELLO, SYSTEM, brief, words
from answerback.checks.prose import flood, leaks, loop, nonsense, said
from answerback.patience import broken, reads_slowly
from answerback.values.asks import Chat, chat
from answerback.values.injections import Flood, Reply, When
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

LENGTHS = (1500, 3000, 6000, 12000)


class LongPromptsSane(Check):
    """The same question behind 1,500 to 12,000 filler words, as far as the context is known to reach."""

    promise = Text(en="Long prompts are answered sanely.", zh="长输入也能得到正常的回答。")
    why = Text(
        en="A lossy cache or a wrong position scaling shows only beyond some length.",
        zh="有损的 KV 缓存或错误的位置缩放要到一定长度才会显现。",
    )
    level = DEEP
    needs = (Answers,)
    after = (ContextTold, SaneText)
    reasons = {
        "unanswered-beyond": Reason(
            Text(
                en="answered up to {sane} tokens, not any more from {broken} on, although they fit: {what}",
                zh="{sane} 个 token 以内能应答，从 {broken} 个开始就不能了，尽管没有超出上下文：{what}",
            ),
            Reply(on=When(longer_than=2000), status=503, body='{"error":{"message":"Service Unavailable"}}'),
        ),
        "broken-beyond": Reason(
            Text(
                en="sane up to {sane} tokens, broken from {broken} on: {excerpt!r}",
                zh="{sane} 个 token 以内正常，从 {broken} 个开始损坏：{excerpt!r}",
            ),
            Flood(on=When(longer_than=2000), text="!"),
        ),
    }

    def run(self) -> Steps:
        """Find the first length whose answer is debris, or none, while shorter ones are answered."""
        hello: Reading = yield HELLO
        known = yield from told(self.setting)
        context = known["context"] or 0
        sane = 0
        for length in LENGTHS:
            heard: Reading = yield self.ask(hello, length)
            if not heard.ok or heard.error is not None or _says_nothing(heard):
                once_more: Reading = yield self.ask(hello, length).with_(nth=1, alone=True)
                fits = 1.2 * length < context
                silent = heard.ok and (yield from self._silent(hello, length))
                breaks = _breaks(heard) and _breaks(once_more) and not (yield from reads_slowly(once_more, length))
                if fits and (silent or breaks):
                    return self.fail("unanswered-beyond", sane=sane, broken=length, what=_what(once_more))
                break
            text = said(heard)
            if _debris(text):
                again: Reading = yield self.ask(hello, length).with_(nth=1)
                if again.ok and _debris(said(again)) and not _debris(said(hello)):
                    return self.fail("broken-beyond", sane=sane, broken=length, excerpt=text[:80])
                break
            sane = length
        return self.ok(sane=sane)

    def _silent(self, hello: Reading, length: int) -> Generator[Any, Any, bool]:
        """Whether nothing is ever said to so long a prompt: a weak model finds words when they are drawn."""
        ask = self.ask(hello, length).with_(temperature=1.2)
        heard: list[Reading] = yield tuple(ask.with_(nth=nth) for nth in range(4))
        return all(map(_says_nothing, heard)) and not _says_nothing(hello)

    def ask(self, hello: Reading, length: int) -> Chat:
        """Return the question behind so many words."""
        question = (
            f"Here is some filler text, please ignore it:{words(length)}\n\nTell me in two sentences what the sea is."
        )
        return chat(SYSTEM, question, temperature=0, **brief(self.setting, hello, 48))


def _debris(text: str) -> bool:
    repeated = loop(text)
    return bool(flood(text) or nonsense(text) or leaks(text) or (repeated and repeated[1] >= 8))


def _says_nothing(heard: Reading) -> bool:
    """Whether an answer ended properly and is empty."""
    first = heard.answer.first
    return heard.ok and first is not None and first.finish_reason == "stop" and not said(heard)


def _breaks(heard: Reading) -> bool:
    return heard.status in (500, 502, 503, 504) or broken(heard)


def _what(heard: Reading) -> str:
    if heard.failure is not None:
        return heard.failure.message
    return 'content ""' if heard.ok else f"HTTP {heard.status} {heard.error.message if heard.error else ''}".strip()
