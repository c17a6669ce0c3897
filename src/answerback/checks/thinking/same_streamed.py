"""The promise that a thought arrives whole when it is streamed."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.likeness import Likeness, likeness
from answerback.checks.streaming.finishes import Finishes
from answerback.checks.thinking.thinks import Thinks
from answerback.checks.thought import find_out, thought_of
from answerback.values.asks import Chat
from answerback.values.injections import STREAMED, DropEvent, MoveReasoning, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

AFFORDABLE = 320
"""Tokens up to which the same answer is asked for a second time at the standard level."""


class ThoughtSameStreamed(Check):
    """The whole answer to the sum of the how-to against the streamed one; long thoughts are left to `deep`."""

    promise = Text(en="A streamed thought is the same as a whole one.", zh="流式的思考内容与非流式一致。")
    why = Text(
        en="The delta in which the thought ends is the one that parsers lose.",
        zh="思考结束处的那个增量最容易被解析器丢掉。",
    )
    needs = (Finishes,)
    after = (Thinks,)
    severity = Severity.MINOR
    reasons = {
        "tail-lost": Reason(
            Text(
                en="the streamed thought lacks its last words: {shown!r}",
                zh="流式的思考内容少了最后几个字：{shown!r}",
            ),
            MoveReasoning(how="tail", on=STREAMED),
        ),
        "holes": Reason(
            Text(
                en="pieces of the thought are missing in the stream: {shown!r}", zh="流式的思考内容缺了几段：{shown!r}"
            ),
            DropEvent(on=When(stream=True, says="苹果"), every=9),
        ),
        "too-long": Reason(
            Text(
                en="the thought took {tokens} tokens; a second one is only asked for at `--level deep`",
                zh="思考用了 {tokens} 个 token；只有 `--level deep` 才会再问一次",
            ),
        ),
    }

    def run(self) -> Steps:
        """Ask the sum again, not streamed, and compare the thoughts."""
        known = yield from find_out(self.setting)
        stream, thought = known.reading, known.thought
        if not known.thinks or not stream.ok or not thought.answer or not stream.is_sse:
            return self.not_needed()
        usage, ask = stream.answer.usage, stream.exchange.ask
        tokens = usage.completion if usage and usage.completion else len(stream.spoken_ns)
        if tokens > AFFORDABLE and self.setting.level < DEEP:
            return self.unknown("too-long", tokens=tokens)
        assert isinstance(ask, Chat)
        options = {name: value for name, value in ask.options.items() if name != "stream_options"}
        whole: Reading = yield Chat(messages=ask.messages, options=options)
        other = thought_of(whole)
        if not whole.ok or not other.text:
            return self.not_needed()
        missing = other.text.removeprefix(thought.text)
        if other.answer == thought.answer and missing != other.text and len(missing.strip()) > 1:
            return self.fail("tail-lost", shown=missing[-80:], letters=len(missing))
        if likeness(other.text, thought.text) is Likeness.HOLES:
            return self.fail("holes", shown=other.text[:80])
        return self.ok(same=other.text == thought.text)
