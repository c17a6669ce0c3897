"""The promise that a stream comes to its end: a finish_reason, and no break or standstill before it."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream, pace
from answerback.checks.likeness import Likeness, compared
from answerback.checks.probes import HELLO
from answerback.checks.streaming.framed import Framed
from answerback.checks.streaming.no_error import NoErrorInside
from answerback.checks.streaming.streams import Streams
from answerback.values.exchange import FailureKind
from answerback.values.injections import STREAMED, Cut, InsertEvent, Set, Stall
from answerback.values.result import Result
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

IDLE_S = 10.0
"""Silence that no pace of a model explains."""
PAUSE_S = 15.0


class Finishes(Check):
    """Comments are no progress; a stream that is merely slower than our deadline is not called stalled."""

    promise = Text(en="A stream comes to its end and says why it ended.", zh="流会正常结束，并说明结束的原因。")
    why = Text(
        en="Without a finish_reason a client cannot tell an answer from half of one.",
        zh="没有 finish_reason，客户端分不清收到的是完整回答还是半截。",
    )
    level = SMOKE
    needs = (Streams,)
    after = (NoErrorInside, Framed)
    reasons = {
        "cut": Reason(
            Text(
                en="the connection ended after {events} events and {seconds} s: {message} (curl: ({curl}))",
                zh="{events} 个事件、{seconds} 秒之后连接断开：{message}（curl: ({curl})）",
            ),
            Cut(on=STREAMED, events=6),
        ),
        "ended-early": Reason(
            Text(
                en="the stream ended after {events} events without a finish_reason and without [DONE]",
                zh="流在 {events} 个事件后结束，没有 finish_reason 也没有 [DONE]",
            ),
            InsertEvent(on=STREAMED, index=8, text=": bye\n\n", then_end=True),
        ),
        "no-finish": Reason(
            Text(
                en="{events} events up to the end, and none has a finish_reason",
                zh="直到结束共 {events} 个事件，没有一个带 finish_reason",
            ),
            Set(on=STREAMED, path="choices[*].finish_reason", value=None, within="chunks"),
        ),
        "stalled": Reason(
            Text(
                en="after {events} events nothing came for {idle} s; the connection stayed open",
                zh="{events} 个事件后有 {idle} 秒没有任何内容，而连接一直开着",
            ),
            Stall(on=STREAMED, events=5),
        ),
        "paused": Reason(
            Text(
                en="nothing came for {idle} s in the middle of the stream, then it went on",
                zh="流的中途有 {idle} 秒没有任何内容，之后才继续",
            ),
            Stall(on=STREAMED, events=5, for_s=30),
        ),
        "slower": Reason(
            Text(
                en="still writing when our {seconds} s were over (`--timeout` gives it more)",
                zh="到 {seconds} 秒超时的时候仍在输出（可用 `--timeout` 放宽）",
            ),
        ),
        "broke": Reason(
            Text(en="the stream broke: {message} (curl: ({curl}))", zh="流中断：{message}（curl: ({curl})）"),
        ),
    }

    def run(self) -> Steps:
        """Look at how the first stream ended."""
        stream = yield from first_stream()
        hello: Reading = yield HELLO
        if stream.failure is not None:
            return self._broke(stream)
        first = stream.answer.first
        finished = any(choice.finish_reason for choice in stream.answer.choices)
        found = pace(stream)
        if not finished:
            if stream.error is not None:
                return self.unknown("", root=NoErrorInside.id)
            if stream.broken or any(event.stray for event in stream.events):
                return self.unknown("", root=Framed.id)
            words = [choice.get("finish_reason") for chunk in stream.chunks for choice in chunk.choices]
            if "" in words:
                return self.ok(finish="")  # judged with the other finish reasons
            facts = {"events": len(stream.data), "done": stream.done}
            whole = hello.ok and compared(hello, stream)[0] is Likeness.SAME
            complete = stream.done or whole or stream.answer.usage is not None
            return self.fail("no-finish" if complete else "ended-early", **facts)
        if found is not None and found.longest_s >= PAUSE_S and found.longest_s > 20 * max(found.gap_s, 0.001):
            return self.warn("paused", idle=round(found.longest_s, 1), events=len(stream.data))
        return self.ok(finish=first.finish_reason if first is not None else None)

    def _broke(self, stream: Reading) -> Result:
        failure, end_s = stream.failure, stream.exchange.phases.end_s
        assert failure is not None
        facts = {
            "events": len(stream.data), "seconds": round(end_s, 1), "message": failure.message, "curl": failure.curl,
            "kind": str(failure.kind),
        }  # fmt: skip
        if failure.kind in (FailureKind.CUT, FailureKind.RESET, FailureKind.EMPTY):
            return self.fail("cut", **facts)
        if failure.kind is not FailureKind.STALLED:
            return self.fail("broke", **facts)
        found = pace(stream)
        idle = end_s - (found.last_s if found else stream.exchange.phases.first_byte_s)
        if idle >= min(IDLE_S, 0.5 * end_s) and idle > 10 * (found.gap_s if found else 0.0):
            return self.fail("stalled", idle=round(idle, 1), **facts)
        return self.unknown("slower", **facts)
