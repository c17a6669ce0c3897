"""The promise that the model stops when it has answered."""

from __future__ import annotations

import re

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.clean_text import asks
from answerback.checks.probes import HELLO, HISTORY_TOKENS, SECRET, brief
from answerback.checks.prose import flood, leaks, loop, said, turns
from answerback.counting import most, spoken
from answerback.values.asks import chat
from answerback.values.injections import CHAT, NeverStop
from answerback.values.text import Text
from answerback.wire.openai import Reading

_HEADER = re.compile(r"(?:user|assistant|model)\n")
"""A role's name and a line break: what is left of a turn's header when its marks are skipped."""
_FINAL = "final<|message|>"
"""The end of a harmony answer's lead (gpt-oss), whose marks open no turn of somebody else."""
QUICK = chat("What is the capital of France? Answer with one word.", temperature=0)


class EndsItself(Check):
    """A question with a one-word answer; where that runs into the limit, a second one."""

    promise = Text(en="An answer ends by itself.", zh="回答会自行结束。")
    why = Text(
        en="A model that does not stop costs its whole budget with every answer and talks to itself.",
        zh="停不下来的模型每次都会耗尽额度，还会自问自答。",
    )
    needs = (Answers,)
    reasons = {
        "self-dialogue": Reason(
            Text(
                en="after the answer it plays both sides up to the limit of {limit} tokens: {excerpt!r}",
                zh="回答之后继续扮演双方对话，直到 {limit} 个 token 的上限：{excerpt!r}",
            ),
            NeverStop(on=CHAT),
        ),
        "runs-on": Reason(
            Text(
                en="one-word questions are answered with {limit} tokens up to the limit: {excerpt!r}",
                zh="只需一个词的问题，回答却一直写到 {limit} 个 token 的上限：{excerpt!r}",
            ),
            NeverStop(on=CHAT, text=" Furthermore, the weather was fine that day and everybody went out again."),
        ),
    }

    def run(self) -> Steps:
        """Ask for one word with room for many."""
        hello: Reading = yield HELLO
        history, _ = yield asks(self, hello)
        if not _cut(history):
            return self.ok(finish=history.answer.first.finish_reason if history.answer.first else None)
        quick: Reading = yield QUICK.with_(**brief(self.setting, hello, HISTORY_TOKENS))
        texts = [said(history), said(quick)]
        facts = {"limit": HISTORY_TOKENS, "excerpt": texts[0][:100]}
        answers = [text.partition(_FINAL)[2] or text for text in texts]
        if _cut(quick) and any(turns(text) or leaks(text) or _HEADER.search(text) for text in answers):
            return self.fail("self-dialogue", **facts)
        first = history.answer.first
        if first is None or not first.text:  # the limit was met inside a thought
            return self.unknown("", root=Answers.id)
        began = SECRET in texts[0][:80].lower() and "paris" in texts[1][:80].lower()
        if _cut(quick) and began and not any(flood(text) for text in texts):
            return self.warn("runs-on", loops=any(loop(text) for text in texts), **facts)
        return self.ok(finish="length", once=True)


def _cut(heard: Reading) -> bool:
    """Whether an answer ran into its limit, whatever it calls that; no text has more tokens than bytes."""
    first, ask = heard.answer.first, heard.exchange.ask
    usage = heard.answer.usage
    limit = getattr(ask, "limit", 0)
    spent = usage is not None and usage.completion is not None and usage.completion >= limit > 0
    if not heard.ok or first is None:
        return False
    return first.finish_reason == "length" or (spent and most(spoken(first)) >= limit)
