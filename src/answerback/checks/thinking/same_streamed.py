"""The promise that a thought arrives whole when it is streamed."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.likeness import Likeness, compared
from answerback.checks.probes import HELLO
from answerback.checks.streaming.finishes import Finishes
from answerback.checks.streaming.nothing_after import NothingAfter
from answerback.checks.streaming.same_text import SameText
from answerback.checks.thinking.thinks import Thinks
from answerback.checks.thought import find_out, thought_of
from answerback.values.asks import Chat
from answerback.values.injections import STREAMED, DropEvent, MoveReasoning, RepeatEvent, SwapEvents, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

REASONS = {Likeness.HOLES: "holes", Likeness.REPEATS: "repeats"}
AFFORDABLE = 320
"""Tokens up to which the same answer is asked for a second time at the standard level."""


class ThoughtSameStreamed(Check):
    """The whole answer to the sum of the how-to against the streamed one; long thoughts are left to `deep`."""

    promise = Text(en="A streamed thought is the same as a whole one.", zh="流式的思考内容与非流式一致。")
    why = Text(
        en="The delta in which the thought ends is the one that parsers lose.",
        zh="思考结束处的那个增量最容易被解析器丢掉。",
    )
    needs = (Finishes, NothingAfter)
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
                en="pieces of the thought or the answer are missing in the stream: {shown!r}",
                zh="流式的思考或回答缺了几段：{shown!r}",
            ),
            DropEvent(on=When(stream=True, says="苹果"), every=9),
        ),
        "repeats": Reason(
            Text(
                en="pieces of the thought or the answer come twice in the stream: {shown!r}",
                zh="流式的思考或回答里有几段重复：{shown!r}",
            ),
            RepeatEvent(on=When(stream=True, says="苹果"), every=9),
        ),
        "reordered": Reason(
            Text(
                en="the stream has the same letters as the whole answer in another order: {shown!r}",
                zh="流式的文字与非流式完全相同，但次序不同：{shown!r}",
            ),
            SwapEvents(on=When(stream=True, says="苹果"), index=9),
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
        whole_ask = Chat(messages=ask.messages, options=options)
        whole: Reading = yield whole_ask
        other = thought_of(whole)
        if not whole.ok or not other.text:
            return self.not_needed()
        missing = other.text.removeprefix(thought.text)
        if other.answer == thought.answer and missing != other.text and len(missing.strip()) > 1:
            return self.fail("tail-lost", shown=missing[-80:], letters=len(missing))
        reason, shown = _differs(whole, stream)
        if reason:  # batching alone makes other words: what is broken is so again, asked one at a time
            hello, first = (yield HELLO), (yield from first_stream())
            if _differs(hello, first)[0] == reason:
                return self.unknown("", root=SameText.id)
            again, streamed = yield (whole_ask.with_(nth=1, alone=True), ask.with_(nth=1))
            if _differs(again, streamed)[0] == reason:
                return self.fail(reason, shown=shown[:80] or other.text[:80])
        return self.ok(same=other.text == thought.text)


def _differs(whole: Reading, stream: Reading) -> tuple[str, str]:
    """Return how a stream was altered, as a reason, and what shows it; two empty texts where it was not."""
    found, shown = compared(whole, stream)
    one, other = thought_of(whole), thought_of(stream)
    if found is Likeness.DIFFERENT and sorted(one.text + one.answer) == sorted(other.text + other.answer):
        return "reordered", one.text
    return REASONS.get(found, ""), shown
