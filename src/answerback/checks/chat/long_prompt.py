"""The promise that a long prompt is answered as sanely as a short one."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.sane_text import SaneText
from answerback.checks.limits.context_told import ContextTold
from answerback.checks.probes import HELLO, SYSTEM, brief, words
from answerback.checks.prose import flood, leaks, loop, nonsense, said
from answerback.values.asks import Chat, chat
from answerback.values.injections import Flood, When
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
        "broken-beyond": Reason(
            Text(
                en="sane up to {sane} tokens, broken from {broken} on: {excerpt!r}",
                zh="{sane} 个 token 以内正常，从 {broken} 个开始损坏：{excerpt!r}",
            ),
            Flood(on=When(longer_than=2000), text="!"),
        ),
    }

    def run(self) -> Steps:
        """Find the first length whose answer is debris while shorter ones are not."""
        hello: Reading = yield HELLO
        sane = 0
        for length in LENGTHS:
            heard: Reading = yield self.ask(hello, length)
            if not heard.ok or heard.error is not None:
                break
            text = said(heard)
            if _debris(text):
                again: Reading = yield self.ask(hello, length).with_(nth=1)
                if again.ok and _debris(said(again)) and not _debris(said(hello)):
                    return self.fail("broken-beyond", sane=sane, broken=length, excerpt=text[:80])
                break
            sane = length
        return self.ok(sane=sane)

    def ask(self, hello: Reading, length: int) -> Chat:
        """Return the question behind so many words."""
        question = (
            f"Here is some filler text, please ignore it:{words(length)}\n\nTell me in two sentences what the sea is."
        )
        return chat(SYSTEM, question, temperature=0, **brief(self.setting, hello, 48))


def _debris(text: str) -> bool:
    repeated = loop(text)
    return bool(flood(text) or nonsense(text) or leaks(text) or (repeated and repeated[1] >= 8))
