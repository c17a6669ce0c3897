"""The promise that `max_tokens` limits an answer, and that the answer says so."""

from __future__ import annotations

import re
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.likeness import Likeness, compared
from answerback.checks.probes import CUT, HELLO, HELLO_STREAM
from answerback.checks.prose import said
from answerback.values.injections import CHAT, STREAMED, Cap, DropRequest, ScaleRequest, Set
from answerback.values.text import Text
from answerback.wire.openai import Reading

LIMIT = 8
LETTERS_PER_TOKEN = 16
"""No answer to this question has longer tokens on average."""


class MaxTokens(Check):
    """Counting to 200 within 8 tokens cannot be done: the answer is cut, and says `length`."""

    promise = Text(
        en="max_tokens limits the answer, which then says `length`.", zh="max_tokens 生效，且截断时返回 `length`。"
    )
    why = Text(
        en="Without it costs have no bound; without `length` nobody learns that the answer is only a part.",
        zh="不生效则费用没有上限；不返回 `length`，就没人知道回答只是一部分。",
    )
    needs = (Answers,)
    capability = "max_tokens"
    reasons = {
        "ignored": Reason(
            Text(
                en="max_tokens {limit} was accepted, but the answer has {tokens} tokens ({letters} characters)",
                zh="接受了 max_tokens {limit}，但回答有 {tokens} 个 token（{letters} 个字符）",
            ),
            DropRequest(on=CHAT, path="max_tokens"),
        ),
        "ignored-in-streams": Reason(
            Text(
                en="max_tokens {limit} was accepted, but the streamed answer has {tokens} tokens ({letters} "
                "characters); a whole one keeps to it",
                zh="接受了 max_tokens {limit}，但流式回答有 {tokens} 个 token（{letters} 个字符），非流式则遵守上限",
            ),
            DropRequest(on=STREAMED, path="max_tokens"),
        ),
        "says-stop": Reason(
            Text(
                en="cut after {tokens} tokens ({excerpt!r}), but finish_reason is {finish!r} instead of 'length'",
                zh="在 {tokens} 个 token 处被截断（{excerpt!r}），finish_reason 却是 {finish!r}，而不是 'length'",
            ),
            Set(on=CHAT, path="choices[*].finish_reason", value="stop", was="length"),
        ),
        "off-by-one": Reason(
            Text(
                en="max_tokens {limit} yields {tokens} tokens",
                zh="max_tokens {limit} 得到的是 {tokens} 个 token",
            ),
            ScaleRequest(on=CHAT, path="max_tokens", plus=1),
        ),
        "capped": Reason(
            Text(
                en="cut after {tokens} tokens although {limit} were allowed",
                zh="允许 {limit} 个 token，却在 {tokens} 个时就被截断",
            ),
            Cap(on=CHAT, tokens=5),
        ),
        "refused": Reason(
            Text(en="max_tokens is declined: HTTP {status} {message}", zh="拒绝 max_tokens：HTTP {status} {message}"),
        ),
        "unclear": Reason(
            Text(
                en="the model stopped by itself after {tokens} tokens (finish_reason {finish!r})",
                zh="模型在 {tokens} 个 token 后自行停止（finish_reason {finish!r}）",
            ),
        ),
    }

    def run(self) -> Steps:
        """Look at the short answer, then at the first one with its 48 tokens, whole and streamed."""
        heard: Reading = yield CUT
        hello, stream = yield (HELLO, HELLO_STREAM)
        if not heard.ok:
            message = heard.error.message if heard.error else ""
            return self.unsupported("refused", status=heard.status, message=message)
        facts = measured(heard, LIMIT)
        if facts["ran_over"]:
            return self.ignored("ignored", **facts)
        streamed = measured(stream, HELLO.limit)
        doubled = compared(hello, stream)[0] is Likeness.REPEATS  # of no more tokens, only sent again
        if streamed["ran_over"] and not doubled and not measured(hello, HELLO.limit)["ran_over"]:
            return self.ignored("ignored-in-streams", **streamed)
        tokens, finish = facts["tokens"], facts["finish"]
        if finish == "length":
            first = measured(hello, HELLO.limit)
            for limited in (facts, first) if _counted(facts) and _counted(first) else ():
                if limited["finish"] == "length" and 0 < (limited["tokens"] or limited["limit"]) < limited["limit"] - 1:
                    return self.warn("capped", **limited)
            if tokens is not None and tokens != LIMIT:
                return self.warn("off-by-one", **facts)
            return self.ok(**facts)
        if finish == "stop" and tokens in (LIMIT, None) and _midway(heard):
            first = measured(hello, HELLO.limit)
            twice = first["finish"] == "stop" and first["tokens"] == HELLO.limit
            if not twice:  # a terse model may end just there: then three tokens more change nothing
                more: Reading = yield CUT.with_(max_tokens=LIMIT + 3)
                if more.ok and said(more) == said(heard):
                    return self.unknown("unclear", **facts)
            return self.fail("says-stop", twice=twice, **facts)
        return self.unknown("unclear", **facts)


def measured(heard: Reading, limit: int) -> dict[str, Any]:
    """Return what an answer cost, how it ended, and whether it is longer than its limit allows."""
    first, usage = heard.answer.first, heard.answer.usage
    text = (first.thought + first.text) if first is not None else ""
    tokens = usage.completion if usage is not None else None
    long = len(text) > LETTERS_PER_TOKEN * limit
    over = (tokens is not None and tokens > limit + 1 and len(text) > limit) or long
    return {
        "limit": limit, "tokens": tokens, "letters": len(text), "ran_over": over, "excerpt": text[-40:],
        "finish": first.finish_reason if first is not None else None,
    }  # fmt: skip


def _counted(limited: dict[str, Any]) -> bool:
    """Whether as many tokens were counted as its letters take; a wrong count shows no cap."""
    tokens = limited["tokens"]
    return tokens is None or limited["letters"] <= LETTERS_PER_TOKEN * tokens


def _midway(heard: Reading) -> bool:
    """Whether a count to 200 breaks off before its end, or a thought before the answer began."""
    first = heard.answer.first
    if first is None or not first.text:
        return first is not None and bool(first.thought)
    numbers = [int(n) for n in re.findall(r"\d{1,3}", first.text)]
    return bool(numbers) and max(numbers) < 100
