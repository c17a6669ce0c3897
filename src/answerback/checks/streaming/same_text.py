"""The promise that a streamed answer says the same as the whole one, where chance plays no part."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.chat.glyphs import GlyphsWhole
from answerback.checks.likeness import Likeness, compared
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.checks.prose import loop, width
from answerback.checks.rounding import parted_late
from answerback.checks.sampling.max_tokens import measured
from answerback.checks.streaming.finishes import Finishes
from answerback.checks.streaming.nothing_after import NothingAfter
from answerback.checks.thought import thought_of
from answerback.values.asks import Chat
from answerback.values.injections import STREAMED, Configure, DropEvent, RepeatEvent, Say, SwapEvents
from answerback.values.result import Result
from answerback.values.text import Text
from answerback.wire.openai import Reading

REASONS = {Likeness.HOLES: "holes", Likeness.REPEATS: "repeats", Likeness.DIFFERENT: "differs"}


class SameText(Check):
    """Temperature 0. A difference is confirmed by asking both ways again, each alone: batching has its noise."""

    promise = Text(
        en="At temperature 0 a streamed answer says the same as the whole one.",
        zh="温度为 0 时，流式与非流式的文本一致。",
    )
    why = Text(
        en="Lost chunks leave holes that no status code tells of.",
        zh="丢失的数据块会在文本里留下缺口，而状态码不会告诉你。",
    )
    needs = (Finishes, NothingAfter)
    reasons = {
        "holes": Reason(
            Text(en="pieces are missing in the stream: {shown!r}", zh="流式文本里缺了几段：{shown!r}"),
            DropEvent(on=STREAMED, every=9),
        ),
        "repeats": Reason(
            Text(en="pieces come twice in the stream: {shown!r}", zh="流式文本里有几段重复：{shown!r}"),
            RepeatEvent(on=STREAMED, every=9),
        ),
        "differs": Reason(
            Text(
                en="each says the same when asked again, and yet they differ: {whole!r} whole, {streamed!r} streamed",
                zh="各自重复询问时结果不变，两者却不同：非流式 {whole!r}，流式 {streamed!r}",
            ),
            (
                Configure(name="thinking", value=False),
                Say(on=STREAMED, text="The weather is fine today, and nobody has asked for my opinion about anything."),
            ),
        ),
        "reordered": Reason(
            Text(
                en="the stream has the same letters as the whole answer in another order: {streamed!r} instead of "
                "{whole!r}",
                zh="流式的文字与非流式完全相同，但次序不同：应为 {whole!r}，实为 {streamed!r}",
            ),
            SwapEvents(on=STREAMED, index=9),
        ),
        "noisy": Reason(
            Text(
                en="the service does not repeat itself at temperature 0, so nothing can be compared",
                zh="温度为 0 时服务每次的回答也不一样，无从比较",
            ),
        ),
    }

    def run(self) -> Steps:
        """Compare the first question's two answers; if they differ, ask for both again."""
        stream = yield from first_stream()
        whole: Reading = yield HELLO
        found, _ = compared(whole, stream)
        if found is Likeness.SAME:
            return self.ok()
        if found is Likeness.GLYPHS:
            return self.unknown("", root=GlyphsWhole.id)
        if not whole.ok or not stream.ok:
            return self.unknown("", root=Finishes.id)
        return (yield from self._again(whole, stream))

    def _again(self, whole: Reading, stream: Reading) -> Generator[Any, Any, Result]:
        ask = stream.exchange.ask
        again = ask if isinstance(ask, Chat) else HELLO_STREAM
        second: Reading = yield HELLO.with_(nth=1, alone=True)
        streamed: Reading = yield again.with_(nth=1, alone=True)
        found, shown = compared(second, streamed)
        if found is Likeness.SAME:
            return self.ok(noise=True)
        if _thought_cut(second, streamed):
            return self.ok(thought="cut")  # the answers agree; the thought has a check of its own
        before, _ = compared(whole, stream)
        steady = compared(whole, second)[0] is Likeness.SAME
        if found is not before or found not in REASONS or not (second.ok and streamed.ok):
            return self.unknown("noisy")
        if found is Likeness.DIFFERENT and not (steady and compared(stream, streamed)[0] is Likeness.SAME):
            return self.unknown("noisy")
        if found is Likeness.DIFFERENT and _by_rounding(second, streamed):
            return self.unknown("noisy")  # each has its own slot or cache, and keeps to the rounding of that
        excerpts = {"whole": second.answer.text[:60], "streamed": streamed.answer.text[:60]}
        moved = found is Likeness.DIFFERENT and sorted(_all(second)) == sorted(_all(streamed))
        return self.fail("reordered" if moved else REASONS[found], shown=shown[:80], **excerpts)


def _thought_cut(whole: Reading, streamed: Reading) -> bool:
    """Whether all that a stream lacks is the end of the thought."""
    full, shown = thought_of(whole), thought_of(streamed)
    return bool(full.answer) and full.answer == shown.answer and full.text.startswith(shown.text)


def _by_rounding(whole: Reading, streamed: Reading) -> bool:
    """Whether rounding made two answers part: neither runs over its limit or into a loop, and they are as long or end
    for the same reason."""
    texts = [_all(one) for one in (whole, streamed)]
    ends = [one.answer.first.finish_reason if one.answer.first is not None else None for one in (whole, streamed)]
    if any(loop(text) is not None for text in texts) or any(
        measured(one, HELLO.limit)["ran_over"] for one in (whole, streamed)
    ):
        return False
    short, long = sorted(map(width, texts))
    return parted_late(*texts) and (ends[0] == ends[1] or long <= 2 * short)


def _all(reading: Reading) -> str:
    thought = thought_of(reading)
    return f"{thought.text}\n{thought.answer}".strip()
