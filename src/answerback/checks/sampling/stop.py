"""The promise that a stop string ends an answer."""

from __future__ import annotations

import re

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import COUNTED, COUNTED_TOKENS, HELLO, STOP_AT, brief
from answerback.values.injections import CHAT, DropRequest, Reply, When
from answerback.values.text import Text
from answerback.wire.openai import Reading


class StopString(Check):
    """Counting to 20 with a stop at 7; the digits before it show that the model counts at all."""

    promise = Text(en="A stop string ends the answer.", zh="stop 字符串能结束回答。")
    why = Text(
        en="Agents cut their turns with it; without effect they read their own made-up continuations.",
        zh="智能体靠它截断输出；不生效时会把模型编造的后续当成真的。",
    )
    needs = (Answers,)
    capability = "stop"
    reasons = {
        "ignored": Reason(
            Text(
                en="stop {stop!r} was accepted, but the answer runs past it: {excerpt!r} (finish_reason {finish!r})",
                zh="接受了 stop {stop!r}，但回答越过了它：{excerpt!r}（finish_reason {finish!r}）",
            ),
            DropRequest(on=CHAT, path="stop"),
        ),
        "refused": Reason(
            Text(en="declined: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}"),
            Reply(
                on=When(has="stop"),
                status=400,
                body='{"error":{"message":"Unsupported parameter: stop","param":"stop","code":"unsupported"}}',
            ),
        ),
        "unclear": Reason(
            Text(en="the model does not count: {excerpt!r}", zh="模型没有按要求数数：{excerpt!r}"),
        ),
    }

    def run(self) -> Steps:
        """Look for the stop string in the answer; standing at its very end it was honoured, and shown."""
        hello: Reading = yield HELLO
        heard: Reading = yield COUNTED.with_(**brief(self.setting, hello, COUNTED_TOKENS))
        if not heard.ok:
            message = heard.error.message if heard.error else ""
            return self.unsupported("refused", status=heard.status, message=message)
        first = heard.answer.first
        text = first.text if first is not None else ""
        facts = {"stop": STOP_AT, "excerpt": text[:80], "finish": first.finish_reason if first is not None else None}
        past = runs_past(heard)
        if past is None:
            return self.unknown("unclear", **facts)
        return self.ignored("ignored", **facts) if past else self.ok(shown=STOP_AT in text, **facts)


def runs_past(heard: Reading) -> bool | None:
    """Whether a count runs past the stop string; None where the model does not count."""
    first = heard.answer.first
    if not heard.ok or first is None:
        return None
    before, found, after = first.text.partition(STOP_AT)
    if found and re.search(r"\b1\b.*[3-6]", before, re.DOTALL) and re.search(r"\d", after):
        return True
    return False if re.search(r"[3-6]", before) or (not first.text and first.thought) else None
