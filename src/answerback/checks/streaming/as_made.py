"""The promise that pieces of a stream arrive as they are made, not when all is done."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import (
    LONG_STREAM,
    SHORT_STREAM,
    SLOW_S,
    Pace,
    at_once,
    first_stream,
    held_back,
    in_lumps,
    pace,
)
from answerback.checks.probes import HELLO
from answerback.checks.streaming.finishes import Finishes
from answerback.checks.thought import find_out
from answerback.values.asks import Chat
from answerback.values.injections import STREAMED, Gzip, HoldStream
from answerback.values.result import Result
from answerback.values.text import Text
from answerback.wire.openai import Reading

DEALT_S = 0.001
"""A burst is written without a pause; pieces that are dealt out have one between each two."""


class AsMade(Check):
    """The first streams raise the suspicion at no cost; only then a short and a long answer are timed, twice each.

    Held back means: the first word comes the later the longer the answer is. A slow start, a burst of a fast model
    and coarse chunks do not do that. Streams that are over within moments are never blamed.
    """

    promise = Text(en="Pieces of a stream arrive as they are made.", zh="流式内容边生成边到达。")
    why = Text(
        en="A stream that is held back is as slow as none, and idle timeouts strike.",
        zh="被攒住的流和不流式一样慢，还会触发空闲超时。",
    )
    needs = (Finishes,)
    reasons = {
        "burst": Reason(
            Text(
                en="all pieces come at once at the end: the first word after {short} s for 8 tokens, after {long} s "
                "for 128",
                zh="所有内容在最后一次性到达：8 个 token 时首字 {short} 秒，128 个 token 时首字 {long} 秒",
            ),
            HoldStream(on=STREAMED),
        ),
        "compressed": Reason(
            Text(
                en="all pieces come at once when the stream is compressed ({encoding}); uncompressed they flow",
                zh="流被压缩（{encoding}）时内容一次性到达，不压缩时则正常流动",
            ),
            Gzip(on=STREAMED),
        ),
        "lumps": Reason(
            Text(
                en="pieces come in lumps of about {bytes} bytes every {gap} s, cut in the middle of events",
                zh="内容每 {gap} 秒成块到达，每块约 {bytes} 字节，还从事件中间切断",
            ),
            HoldStream(on=STREAMED, bytes=4096),
        ),
        "dribbled": Reason(
            Text(
                en="the first word waits for the whole answer ({short} s for 8 tokens, {long} s for 128), then the "
                "pieces are dealt out evenly over {span} s",
                zh="首字要等整个回答生成完（8 个 token 时 {short} 秒，128 个时 {long} 秒），再在 {span} 秒内均匀吐出",
            ),
            HoldStream(on=STREAMED, dribble_s=0.01),
        ),
    }

    def run(self) -> Steps:
        """Look at two streams; where one looks held back, time others."""
        hello: Reading = yield HELLO
        first = yield from first_stream()
        known = yield from find_out(self.setting)
        seen = [(stream, found) for stream in (known.reading, first) if stream.ok and (found := pace(stream))]
        slow = [found for _, found in seen if found.last_s >= SLOW_S]
        facts = _speed(known.reading) or _speed(first)
        if not slow:
            return self.ok(instant=True, **facts)
        waits = hello.ok and hello.exchange.phases.end_s >= SLOW_S and _waits(pace(first), hello.exchange.phases.end_s)
        if not waits and not any(at_once(found) or in_lumps(stream, found) for stream, found in seen):
            return self.ok(**facts)
        return (yield from self._timed(facts))

    def _timed(self, facts: dict[str, Any]) -> Generator[Any, Any, Result]:
        """Time a short and a long answer, twice; twice more where the long ones were held back.

        Every other pair goes the other way round: of two replicas in turn, a slow one must not get the long ones only.
        """
        short: list[Pace] = []
        long: list[tuple[Reading, Pace]] = []
        for nth in range(4):
            if nth == 2 and not held_back(short, [found for _, found in long]):
                break
            asks = [SHORT_STREAM.with_(nth=nth), LONG_STREAM.with_(nth=nth)]
            heard: list[Reading] = []
            for ask in reversed(asks) if nth % 2 else asks:
                heard.append((yield ask))
            brief, full = reversed(heard) if nth % 2 else heard
            one, other = pace(brief), pace(full)
            if not (brief.ok and full.ok and one and other):
                return self.ok(**facts, untimed=True)
            short.append(one)
            long.append((full, other))
        lumps = [in_lumps(reading, found) for reading, found in long]
        held = held_back(short, [found for _, found in long])
        if not held and not all(lumps):
            return self.ok(**facts, cleared=True)
        reading, found = long[-1]
        encoding = reading.exchange.header("content-encoding")
        told = {
            "short": round(max(p.first_s for p in short), 2), "long": round(min(p.first_s for _, p in long), 2),
            "span": round(found.span_s, 2), "gap": round(found.gap_s, 2), "encoding": encoding,
            "bytes": len(reading.exchange.body) // max(1, found.instants), "pieces": found.spoken,
            "reads": found.instants, "server_header": reading.exchange.header("server"),
        }  # fmt: skip
        if encoding:
            plain: Reading = yield LONG_STREAM.with_(encoding="identity")
            flow = pace(plain)
            flows = flow is not None and plain.ok and not held_back(short, [flow]) and not in_lumps(plain, flow)
            if flows and not plain.exchange.header("content-encoding"):
                return self.fail("compressed", **told)
        if all(lumps):
            return self.fail("lumps", **told)
        if all(p.gap_s >= DEALT_S and 4 * p.instants > p.spoken for _, p in long):
            return self.fail("dribbled", **told)
        return self.fail("burst", **told)


def _waits(found: Pace | None, whole_s: float) -> bool:
    """Whether the first word of a stream took as long as the whole answer did without one."""
    return found is not None and found.spoken >= 16 and found.first_s >= 0.75 * whole_s


def _speed(stream: Reading) -> dict[str, Any]:
    """Return the time to the first token and between tokens, in ms."""
    found = pace(stream)
    if found is None or not isinstance(stream.exchange.ask, Chat):
        return {}
    usage = stream.answer.usage
    count = max(found.spoken, (usage.completion or 0) if usage else 0)
    rate = (count - 1) / found.span_s if found.span_s > 0 and count > 1 else None
    return {
        "ttft_ms": round(found.first_s * 1000, 1), "gap_ms": round(found.gap_s * 1000, 2),
        "tokens_per_s": round(rate, 1) if rate is not None else None,
    }  # fmt: skip
