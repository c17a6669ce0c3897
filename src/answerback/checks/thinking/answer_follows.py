"""The promise that a thought ends and an answer follows it, in the content."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.thinking.thinks import Thinks
from answerback.checks.thought import OFF, Known, Place, Thought, find_out, off_ask, same_start, thought_of
from answerback.values.asks import Chat, chat
from answerback.values.injections import Cap, MoveReasoning
from answerback.values.result import Result, Status
from answerback.values.text import Text
from answerback.wire.openai import Reading

SUM: Chat = chat("What is 2 + 3? Reply with the number only.", temperature=0, max_tokens=384)
"""Answered with one token without thinking; with it, the thought has room to end."""
SHORT_OF = 0.9
"""An answer cut below this share of its limit was cut by something else than the limit that was asked for."""

TERSE = 60
"""Letters of an answer to SUM; what is longer thinks aloud."""


class AnswerFollows(Check):
    """With thinking on, and with thinking off (where a parser may take the answer for a thought)."""

    promise = Text(en="A thought ends, and the answer follows in the content.", zh="思考会结束，正文里会给出回答。")
    why = Text(
        en="Clients show the content: what is swallowed by the reasoning looks like an empty answer.",
        zh="客户端展示的是正文，被推理字段吞掉的回答看起来就是空的。",
    )
    needs = (Answers,)
    after = (Thinks,)
    reasons = {
        "swallowed": Reason(
            Text(
                en="with thinking off the content is empty, and the answer stands in `{field}`: {excerpt!r}",
                zh="关闭思考后正文为空，回答跑进了 `{field}`：{excerpt!r}",
            ),
            MoveReasoning(how="swallow"),
        ),
        "unclosed": Reason(
            Text(
                en="the answer ended with `stop`, and all of it is reasoning: the content is empty",
                zh="回答以 `stop` 结束，但全部是推理，正文为空",
            ),
            MoveReasoning(how="unclosed"),
        ),
        "budget": Reason(
            Text(
                en="all {tokens} tokens went into the thought; {limit} were not enough for an answer",
                zh="{tokens} 个 token 全用在了思考上；{limit} 个的上限不够给出回答",
            ),
        ),
        "answer-cut": Reason(
            Text(
                en="the answer was cut after {tokens} tokens, although {limit} were allowed",
                zh="回答在 {tokens} 个 token 时被截断，而请求允许 {limit} 个",
            ),
            Cap(tokens=100),
        ),
        "capped": Reason(
            Text(
                en="the answer was cut after {tokens} tokens of thought, although {limit} were allowed",
                zh="思考到 {tokens} 个 token 就被截断了，而请求允许 {limit} 个",
            ),
            Cap(tokens=60),
        ),
    }

    def run(self) -> Steps:
        """Look at the sum of the how-to; where only reasoning came, see what comes with thinking off."""
        known = yield from find_out(self.setting)
        if not known.thinks or not known.reading.ok or known.thought.place is Place.ORPHAN:
            return self.not_needed()
        first = known.reading.answer.first
        finish = first.finish_reason if first is not None else None
        swallowed: Thought | None = yield from self._without_thinking(known)
        if swallowed is not None:
            return self.fail("swallowed", field=swallowed.field, excerpt=swallowed.text[:60], finish=finish)
        if known.thought.answer:
            cut = self._cut(known.reading) if finish == "length" else None
            return cut if cut is not None and cut.status is Status.FAIL else self.ok(finish=finish)
        if finish == "length":
            return self._cut(known.reading)
        if finish == "stop" and known.thought.place in (Place.FIELD, Place.OTHER_FIELD):
            again: Reading = yield SUM
            if not _ended_in_thought(again):  # a weak model's slip
                return self.ok(finish=finish, once=True)
            return self.fail("unclosed", field=known.thought.field, letters=len(known.thought.text))
        return self.ok(finish=finish)

    def _cut(self, heard: Reading) -> Result:
        usage = heard.answer.usage
        tokens = usage.completion if usage else None
        limit = heard.exchange.ask.limit if isinstance(heard.exchange.ask, Chat) else 0
        facts = {"tokens": tokens if tokens is not None else "?", "limit": limit}
        if tokens and tokens < SHORT_OF * limit:  # what counts nothing cannot tell where it cut
            return self.fail("answer-cut" if thought_of(heard).answer else "capped", **facts)
        return self.warn("budget", **facts)

    def _without_thinking(self, known: Known) -> Generator[Any, Any, Thought | None]:
        """Return the answer that a parser took for a thought, if there is one."""
        switch = off_ask(self.setting)
        if switch is None:
            return None
        name, ask = switch
        start: Reading = yield ask
        shown = thought_of(start)
        suspicious = start.ok and shown.place is Place.FIELD and not shown.answer
        as_before = same_start(shown.text, known.thought.text)
        if not suspicious or (known.thought.answer and as_before):
            return None  # it answered, or simply went on thinking as before
        heard: Reading = yield SUM.with_(**OFF[name])
        whole = thought_of(heard)
        if not _ended_in_thought(heard) or whole.place is not Place.FIELD:
            return None
        return None if as_before and len(whole.text) > TERSE else whole  # a thought that nothing followed


def _ended_in_thought(heard: Reading) -> bool:
    """Whether an answer ended properly, and all of it is thought."""
    first, whole = heard.answer.first, thought_of(heard)
    ended = heard.ok and first is not None and first.finish_reason == "stop"
    return ended and whole.place in (Place.FIELD, Place.OTHER_FIELD) and not whole.answer
