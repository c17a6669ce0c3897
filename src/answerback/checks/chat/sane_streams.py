"""The promise that streams are as sane as whole answers."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.clean_text import echo
from answerback.checks.chat.sane_text import SaneText
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.checks.prose import flood, loop, nonsense, salad, turns
from answerback.checks.thought import find_out
from answerback.values.asks import Chat
from answerback.values.injections import STREAMED, Flood, Garble, NeverStop
from answerback.values.result import Mode, Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class Debris(StrEnum):
    """What a text is instead of language; each is a reason of the check."""

    FLOOD = "flood"
    TURNS = "turns"
    LOOP = "loop"
    NONSENSE = "nonsense"


class SaneStreams(Check):
    """Streams that are sent anyway; for one that is debris the same is asked whole, and the stream once more."""

    promise = Text(en="Streams are as sane as whole answers.", zh="流式回答和非流式一样正常。")
    why = Text(
        en="Nearly all clients stream; rubbish that only streams have is not seen in tests that do not.",
        zh="绝大多数客户端使用流式；只在流式里出现的乱码，非流式的测试发现不了。",
    )
    needs = (SaneText,)
    severity = Severity.CRITICAL
    reasons = {
        Debris.FLOOD: Reason(
            Text(
                en="a stream is {shown!r} over and over, the whole answer is not: {excerpt!r}",
                zh="流式回答是重复的 {shown!r}，非流式则正常：{excerpt!r}",
            ),
            Flood(on=STREAMED, text="!"),
        ),
        Debris.TURNS: Reason(
            Text(
                en="a stream goes on with turns of others ({shown}), the whole answer does not: {excerpt!r}",
                zh="流式回答后面又写出了别人的发言（{shown}），非流式则没有：{excerpt!r}",
            ),
            NeverStop(on=STREAMED),
        ),
        Debris.LOOP: Reason(
            Text(
                en="a stream ends in {shown!r} over and over, the whole answer does not: {excerpt!r}",
                zh="流式回答以无限重复的 {shown!r} 结尾，非流式则没有：{excerpt!r}",
            ),
            Flood(on=STREAMED, text=" same", keep=5),
        ),
        Debris.NONSENSE: Reason(
            Text(
                en="a stream has no language in it, the whole answer has: {excerpt!r}",
                zh="流式回答不成语言，非流式则正常：{excerpt!r}",
            ),
            Garble(on=STREAMED),
        ),
    }

    def run(self) -> Steps:
        """Look at the first stream, the one with characters of several bytes, and the sum."""
        hello, stream = yield (HELLO, HELLO_STREAM)
        line: Reading = yield echo(self, hello)
        known = yield from find_out(self.setting)
        heard = [one for one in (stream, line, known.reading) if one.ok and one.is_sse]
        for one in heard:
            kind, shown, excerpt = debris(one)
            ask = one.exchange.ask
            if kind is None or not isinstance(ask, Chat):
                continue
            whole: Reading = yield twin(ask)
            if not whole.ok or not any(_said(whole)) or debris(whole)[0] is not None:
                if kind is Debris.LOOP:
                    return self.ok(streams=len(heard), loops=True)  # a weak model's habit, in either mode
                continue
            again: Reading = yield ask.with_(nth=ask.nth + 1)
            if debris(again)[0] is kind:
                return self.fail(kind, shown=shown, excerpt=excerpt[:80], of=len(heard), mode=Mode.STREAMS)
        return self.ok(streams=len(heard))


def twin(ask: Chat) -> Chat:
    """Return the same question, to be answered whole."""
    options = {name: value for name, value in ask.options.items() if name != "stream_options"}
    return Chat(messages=ask.messages, options=options, model=ask.model)


def debris(heard: Reading) -> tuple[Debris | None, Any, str]:
    """Return what an answer is instead of language, what shows it, and where."""
    for text in _said(heard):
        if char := flood(text):
            return Debris.FLOOD, char, text
        if spoken := turns(text):
            return Debris.TURNS, spoken[:4], text
        if repeated := loop(text):
            return Debris.LOOP, repeated[0][:60], text[-160:]
        if mixed := salad(text):
            return Debris.NONSENSE, mixed, text
        if nonsense(text):
            return Debris.NONSENSE, "", text
    return None, "", ""


def _said(heard: Reading) -> Iterable[str]:
    first = heard.answer.first
    return () if first is None else filter(str.strip, (first.thought, first.text))
