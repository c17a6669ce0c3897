"""The promise that earlier turns reach the model."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.clean_text import asks
from answerback.checks.chat.system_prompt import prompt_tokens
from answerback.checks.probes import HELLO, LONGER, LONGER_BY, SECRET
from answerback.checks.prose import said
from answerback.values.injections import CHAT, DropMessages
from answerback.values.text import Text
from answerback.wire.openai import Reading

LEAST, NOISE = 30, 12
"""The two earlier turns cost at least 30 tokens in any vocabulary; the questions differ by no more than 12."""


class HistoryHeard(Check):
    """A word told two turns ago: recalled, or at least paid for in prompt tokens. Forgetting it is the model's."""

    promise = Text(en="Earlier turns reach the model.", zh="之前的对话轮次能到达模型。")
    why = Text(
        en="Without them every question is the first one, however long the conversation.",
        zh="缺了它们，无论聊了多久，每个问题都像第一句话。",
    )
    needs = (Answers,)
    capability = "history"
    reasons = {
        "dropped": Reason(
            Text(
                en="two earlier turns change nothing: {short} and {long} prompt tokens, and the word is not recalled",
                zh="前面的两轮对话毫无影响：输入 token 数为 {short} 和 {long}，也没有记起那个词",
            ),
            DropMessages(on=CHAT, keep_last=1),
        ),
        "unclear": Reason(
            Text(
                en="the word is not recalled, and the prompt tokens ({short}, {long}) do not tell",
                zh="没有记起那个词，从输入 token 数（{short}、{long}）也看不出原因",
            ),
        ),
    }

    def run(self) -> Steps:
        """Compare the prompt tokens of a conversation with those of a single question."""
        hello: Reading = yield HELLO
        history, _ = yield asks(self, hello)
        recalled = SECRET in said(history).lower()
        short, long = prompt_tokens(hello), prompt_tokens(history)
        facts = {"short": short, "long": long, "recalled": recalled}
        if recalled or (short and long and long - short >= LEAST):
            return self.ok(**facts)
        if not history.ok or not short or not long or long - short > NOISE:
            return self.unknown("unclear", **facts)
        longer: Reading = yield LONGER
        grown = prompt_tokens(longer)
        if not grown or grown - short < LONGER_BY // 2:
            return self.unknown("unclear", **facts)
        return self.fail("dropped", **facts)
