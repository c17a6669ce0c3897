"""The promise that a prompt which was never sent before does not come from the cache."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, words
from answerback.checks.usage.reported import UsageReported
from answerback.values.asks import chat
from answerback.values.injections import Set, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

FRESH = 640
SHARED = 128
"""Tokens that a template may put before the first word; they may well be cached."""


class FreshIsNotCached(Check):
    """The prompt begins with the id and time of an answer of this very run: nobody can have sent it before."""

    promise = Text(en="A prompt that is new is not reported as cached.", zh="全新的输入不会被报告为缓存命中。")
    why = Text(
        en="A made-up discount, or another user's prompt: both are worth knowing.",
        zh="要么折扣是编造的，要么命中的是别人的输入，两者都值得知道。",
    )
    level = DEEP
    needs = (UsageReported,)
    severity = Severity.MINOR
    reasons = {
        "cached": Reason(
            Text(
                en="{cached} of {prompt} tokens of a new prompt are said to come from the cache",
                zh="全新的输入共 {prompt} 个 token，却报告其中 {cached} 个来自缓存",
            ),
            Set(on=When(longer_than=500), path="usage.prompt_tokens_details", value={"cached_tokens": 600}),
        ),
        "not-reported": Reason(Text(en="cached tokens are not reported", zh="没有报告缓存命中的 token")),
    }

    def run(self) -> Steps:
        """Ask with a prompt that begins with what the service itself has just made up, then once more."""
        hello: Reading = yield HELLO
        mark = f"{hello.answer.id} {hello.answer.created} {hello.exchange.phases.end_s:.6f}"
        ask = chat(f"{mark}{words(FRESH)}", temperature=0, max_tokens=1)
        first: Reading = yield ask
        again: Reading = yield ask.with_(nth=1)
        one, two = first.answer.usage, again.answer.usage
        if one is None or one.cached is None or one.prompt is None:
            return self.unsupported("not-reported")
        facts = {"cached": one.cached, "prompt": one.prompt, "again": two.cached if two is not None else None}
        return self.fail("cached", **facts) if one.cached > SHARED else self.ok(**facts)
