"""The promise that every answer is made for the request that it answers."""

from __future__ import annotations

from collections.abc import Generator
from statistics import median
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, TALE, TALE_TOKENS, Drawn, brief, drawn
from answerback.checks.rounding import Spread, spread
from answerback.values.asks import Chat, chat
from answerback.values.injections import Configure, Replay
from answerback.values.result import Result, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

ASKED = 5
STREAMS = 3
SAME_IDS = 2
"""Repeats that must bear the first answer's id: where ids are drawn from a thousand (Ollama), one may by chance."""
QUICKER = 10
LEAST_S = 0.2
"""Below this the network is most of what a whole answer takes, and the quotient says nothing."""
EQUAL: Chat = chat(f"{TALE} Let it surprise me.", temperature=1.2, alone=True)
OTHERWISE: Chat = chat(f"Note 83614-qx. {TALE} Let it surprise me.", temperature=1.2, alone=True)
"""The same question to a cache that goes by the prompt's words a new one: the control."""


class MadeAfresh(Check):
    """Five equal asks at temperature 1.2 and one with a nonce; equal texts alone would only be greedy sampling.

    Error rate: sampled tales of `TALE_TOKENS` tokens are equal three times with a chance below one in a million. Where
    sampling is greedy and they are equal anyway, two of four repeats draw the first one's id out of a thousand with a
    chance of 6 in a million, and decoding as many tokens does not get `QUICKER` times as fast from a warm prefix.
    """

    promise = Text(en="Answers are made afresh, not replayed.", zh="每次回答都是重新生成的，而不是缓存重放。")
    why = Text(
        en="A replayed answer is billed like a new one, and trying again never helps.",
        zh="重放的回答照样计费，而且重试永远得不到新结果。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.MAJOR
    reasons = {
        "same-id": Reason(
            Text(
                en="{repeats} of {of} repeats at temperature 1.2 are the first answer, id {id} included: {excerpt!r}",
                zh="temperature 1.2 下重复 {of} 次，有 {repeats} 次就是第一次的回答，连 id {id} 都一样：{excerpt!r}",
            ),
            Replay(),
        ),
        "at-once": Reason(
            Text(
                en="all {of} repeats at temperature 1.2 are letter for letter the first answer and take "
                "{again_s:.3f} s, where a new prompt takes {fresh_s:.3f} s: {excerpt!r}",
                zh="temperature 1.2 下重复 {of} 次都与第一次一字不差，每次只用 {again_s:.3f} 秒，"
                "而新提示要 {fresh_s:.3f} 秒：{excerpt!r}",
            ),
            (Replay(fresh_id=True), Configure(name="itl_s", value=0.02)),
        ),
        "whatever-seed": Reason(
            Text(
                en="all {of} repeats at temperature 1.2 are letter for letter the first answer, whatever `seed` is "
                "sent, though two choices of one answer differ: {excerpt!r}",
                zh="温度 1.2 下 {of} 次重复与第一个回答一字不差，换 `seed` 也一样，而同一回答的两个 choice 却不同："
                "{excerpt!r}",
            ),
            Replay(fresh_id=True),
        ),
        "unanswered": Reason(
            Text(en="only {answered} of {of} tales were told", zh="{of} 个故事只得到 {answered} 个"),
        ),
        "too-alike": Reason(
            Text(
                en="the answers are the same, in ordinary time and under ids that prove nothing: {excerpt!r}",
                zh="回答都相同，但耗时正常、id 也说明不了问题：{excerpt!r}",
            ),
        ),
    }

    def run(self) -> Steps:
        """Ask one after the other, so that a cache has the first answer when the second is asked for."""
        hello: Reading = yield HELLO
        room = brief(self.setting, hello, TALE_TOKENS)
        heard: list[Reading] = []
        for nth in range(ASKED):
            heard.append((yield EQUAL.with_(nth=nth, **room)))
            if not _told(heard[-1]):
                return self.unknown("unanswered", answered=nth, of=ASKED)
        first, again = heard[0], heard[1:]
        same = [one for one in again if _told(one) == _told(first)]
        if len(same) < SAME_IDS:
            return (yield from self._streamed(room, len({_told(one) for one in heard})))
        control: Reading = yield OTHERWISE.with_(**room)
        facts = {"of": len(again), "excerpt": _told(first)[:80]}
        if not _told(control) or _told(control) == _told(first):
            return self.unknown("too-alike", **facts)
        named = str(first.answer.id or "")
        replayed = [one for one in same if one.answer.id == first.answer.id]
        if named and control.answer.id != first.answer.id and len(replayed) >= SAME_IDS:
            return self.fail("same-id", repeats=len(replayed), id=named, **facts)
        fresh_s = min(_took(first), _took(control))
        again_s = median(_took(one) for one in again)
        if len(same) == len(again) and fresh_s >= LEAST_S and again_s * QUICKER < fresh_s:
            return self.fail("at-once", again_s=again_s, fresh_s=fresh_s, **facts)
        if len(same) == len(again) and (yield from self._whatever_seed(first, hello, room)):
            return self.fail("whatever-seed", **facts)
        return self.unknown("too-alike", **facts) if len(same) == len(again) else self.ok()

    def _streamed(self, room: dict[str, Any], different: int) -> Generator[Any, Any, Result]:
        """Judge streams, of which a cache may be another one: only an id that comes again is proof."""
        heard: list[Reading] = []
        for nth in range(STREAMS):
            heard.append((yield EQUAL.with_(stream=True, nth=nth, **room)))
        control: Reading = yield OTHERWISE.with_(stream=True, **room)
        first, again = heard[0], heard[1:]
        named = str(first.answer.id or "")
        replayed = [r for r in again if r.answer.id == first.answer.id and _told(r) == _told(first)]
        if named and _told(first) and control.answer.id != first.answer.id and len(replayed) >= SAME_IDS:
            return self.fail("same-id", repeats=len(replayed), of=len(again), id=named, excerpt=_told(first)[:80])
        return self.ok(different=different)

    def _whatever_seed(self, first: Reading, hello: Reading, room: dict[str, Any]) -> Generator[Any, Any, bool]:
        """Whether the service samples (two choices of one answer differ) and yet another seed changes nothing.

        Greedy sampling would make the choices equal, and a default seed of the server yields to one in the request.
        """
        tale: Drawn = yield from drawn(self.setting, hello)
        if not tale.n or spread(tale.texts) is not Spread.SAMPLED:
            return False
        other: Reading = yield EQUAL.with_(seed=86028121, **room)
        return _told(other) == _told(first)


def _told(reading: Reading) -> str:
    """What was said, reasoning included; empty where nothing was."""
    first = reading.answer.first
    return f"{first.thought}\n{first.text}".strip() if reading.ok and first is not None else ""


def _took(reading: Reading) -> float:
    """Seconds from the connection's being there to the end of the answer."""
    phases = reading.exchange.phases
    return phases.end_s - max(phases.name_s, phases.connect_s, phases.tls_s)
