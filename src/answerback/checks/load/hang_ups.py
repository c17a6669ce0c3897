"""The promise that clients who hang up free their places."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.bursts import rounds
from answerback.checks.chat.answers import Answers
from answerback.checks.load.keeps_quality import KeepsQuality
from answerback.checks.load.prefill import PrefillFast
from answerback.checks.load.prefixes import PrefixesApart
from answerback.checks.probes import COUNT_LONG, TINY
from answerback.values.asks import HangUp, chat
from answerback.values.injections import Leak
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

MANY = 8
LONG = chat(f"{COUNT_LONG} Then tell a long story.", stream=True, temperature=0, max_tokens=256)
PATIENCE_S = 30.0
MORE_S, TIMES = 3.0, 8.0


class HangUpsFree(Check):
    """Long streams, abandoned after two events, then the smallest chat: it must not wait for what nobody reads."""

    promise = Text(en="A client that hangs up frees its place.", zh="客户端断开后，占用的资源会立即释放。")
    why = Text(
        en="Users close tabs; what is generated for nobody slows everybody down.",
        zh="用户随时会关掉页面，没人看的生成会拖慢所有人。",
    )
    level = DEEP
    needs = (Answers,)
    after = (KeepsQuality, PrefixesApart, PrefillFast)
    severity = Severity.MINOR
    reasons = {
        "leaks": Reason(
            Text(
                en="after {count} abandoned streams a chat of one token took {after} s (before: {before} s)",
                zh="放弃 {count} 个流之后，只要 1 个 token 的对话用了 {after} 秒（之前 {before} 秒）",
            ),
            Leak(slots=4),
        ),
    }

    def run(self) -> Steps:
        """Time a tiny chat before and after; a slow one is confirmed by another."""
        found = yield from rounds(self.setting)
        if any(not done.reading.ok for done in found.few):
            return self.ok(untested=True)
        wait_s = min(PATIENCE_S, self.setting.target.timeout_s)
        tiny = TINY.with_(max_tokens=1, alone=True, wait_s=wait_s)
        before: Reading = yield tiny.with_(nth=31)
        count = min(MANY, 2 * self.setting.target.concurrency)
        gone: list[Reading] = yield tuple(HangUp(chat=LONG, after_events=2, nth=nth, burst=3) for nth in range(count))
        after: Reading = yield tiny.with_(nth=32)
        one, two = before.exchange.phases.end_s, after.exchange.phases.end_s
        facts = {"count": count, "before": round(one, 2), "after": round(two, 2)}
        if not before.ok:
            return self.ok(untested=True)
        if two >= MORE_S + one and two >= TIMES * one:
            return self.fail("leaks", silent=after.failure is not None, **facts)
        longest = max(reading.exchange.phases.end_s for reading in gone)
        if longest >= 3 * MORE_S + TIMES * found.single_s:  # the last had to wait for the places of the first
            return self.fail("leaks", silent=False, **{**facts, "after": round(longest, 2)})
        return self.ok(**facts)
