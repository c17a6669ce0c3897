"""The promise that an answer ends where the context ends."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.limits.context_told import ContextTold, told
from answerback.checks.probes import HELLO, LONGER, LONGER_BY, words
from answerback.counting import least, per_word, spoken
from answerback.values.asks import chat
from answerback.values.injections import Configure, Flood, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

LEFT = 96
"""Tokens that the prompt leaves free."""
WANTED = 320
LARGEST = 8192
"""A larger context is not filled just to see its end."""


class StopsAtContext(Check):
    """A prompt that leaves room for a few dozen tokens, and a question that wants hundreds."""

    promise = Text(
        en="An answer ends with finish_reason length where the context is full.",
        zh="上下文用满时，输出以 finish_reason length 结束。",
    )
    why = Text(
        en="A server that shifts its context goes on writing without the beginning, and soon in circles.",
        zh="会滑动上下文的服务会丢掉开头继续往下写，很快就开始重复。",
    )
    level = DEEP
    needs = (Answers,)
    after = (ContextTold,)
    severity = Severity.MINOR
    reasons = {
        "runs-on": Reason(
            Text(
                en="prompt {prompt} and answer {completion} make {sum} tokens in a context of {context}",
                zh="输入 {prompt} 加输出 {completion} 共 {sum} 个 token，超过了上下文 {context}",
            ),
            (
                Configure(name="context", value=4096),
                Flood(on=When(longer_than=3900), text=" and so on"),
            ),
            dialect="llamacpp",
        ),
        "not-told": Reason(Text(en="the context is not known", zh="上下文长度未知"), owed=False),
        "too-large": Reason(
            Text(en="a context of {context} is not filled for this", zh="上下文为 {context}，不值得为此填满"),
            owed=False,
        ),
        "not-reached": Reason(
            Text(
                en="the answer ended before the context did (HTTP {status})",
                zh="输出在上下文用满之前就结束了（HTTP {status}）",
            )
        ),
    }

    def run(self) -> Steps:
        """Fill the context but for a little, and ask for a long list."""
        known = yield from told(self.setting)
        context = known["context"]
        if context is None:
            return self.unknown("not-told")
        if context > LARGEST:
            return self.unknown("too-large", context=context)
        hello, longer = yield (HELLO, LONGER)
        usage = hello.answer.usage
        each = per_word(hello, longer, LONGER_BY)
        overhead = usage.prompt if usage is not None and usage.prompt is not None else 64
        fill = context - LEFT - overhead
        if each is None or fill < 64:
            return self.unknown("not-reached", status=0)
        question = f"{words(fill)}.\n\nCount from 1 to 300, one number after the other, separated by commas."
        heard: Reading = yield chat(question, temperature=0, max_tokens=WANTED, alone=True)
        choice, cost = heard.answer.first, heard.answer.usage
        if not heard.ok or choice is None or cost is None or cost.prompt is None or cost.completion is None:
            return self.unknown("not-reached", status=heard.status)
        facts = {"prompt": cost.prompt, "completion": cost.completion, "sum": cost.prompt + cost.completion,
                 "context": context, "finish": choice.finish_reason, "words": least(spoken(choice))}  # fmt: skip
        if cost.prompt >= 0.9 * fill and cost.prompt + cost.completion > context + 16:
            return self.fail("runs-on", **facts)
        if choice.finish_reason != "length":
            return self.unknown("not-reached", status=heard.status)
        return self.ok(**facts)
