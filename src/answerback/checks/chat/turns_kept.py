"""The promise that every turn of a conversation reaches the model."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.system_prompt import prompt_tokens
from answerback.checks.probes import HELLO, LONGER, LONGER_BY, SYSTEM
from answerback.counting import least, per_word
from answerback.values.asks import chat
from answerback.values.injections import CHAT, DropMessages
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

SHARE = 0.85
"""Of the words of a conversation that its prompt must count as tokens; templates only add to them."""
TURNS = (
    SYSTEM,
    "My neighbour has a garden behind the house, and every spring she asks me which flowers to plant near the wall "
    "where the sun comes late in the day. What would you tell her?",
    {
        "role": "assistant",
        "content": "Near a wall that gets its sun late in the day I would plant ferns and foxgloves first, because "
        "they like the shade of the morning, and then a climbing rose that can reach for the light above them.",
    },
    "She also has a cat that digs in every bed as soon as the earth is soft and warm. How can she keep it away from "
    "the young plants without doing it any harm?",
    {
        "role": "assistant",
        "content": "She can lay twigs and rough stones between the plants, since cats do not like to walk on them, and "
        "leave one corner of soft sand for the cat alone, so that it has a better place to dig.",
    },
    "Thank you. Answer with one word: is that all?",
)
"""Words that every vocabulary counts as one token or more."""


class TurnsKept(Check):
    """A conversation must count as many tokens as it has words, by the measure of the service's own counting."""

    promise = Text(en="Every turn of a conversation reaches the model.", zh="对话的每一轮都能到达模型。")
    why = Text(
        en="A gateway that keeps the last turns only, or the user's only, makes a model forget its own words.",
        zh="网关若只保留最后几轮或只保留用户的话，模型就会忘记自己说过什么。",
    )
    level = DEEP
    needs = (Answers,)
    reasons = {
        "lost": Reason(
            Text(
                en="a conversation of {words} words counts {long} prompt tokens: some turns are left out",
                zh="有 {words} 个词的对话只计了 {long} 个输入 token：有几轮被丢掉了",
            ),
            DropMessages(on=CHAT, role="assistant"),
        ),
        "not-counted": Reason(Text(en="the prompt's tokens are not counted", zh="没有输入 token 计数")),
    }

    def run(self) -> Steps:
        """Count one conversation."""
        hello, longer = yield (HELLO, LONGER)
        heard: Reading = yield chat(*TURNS, temperature=0, max_tokens=4)
        counted, slope = prompt_tokens(heard), per_word(hello, longer, LONGER_BY)
        if not heard.ok or not counted or not slope:
            return self.unknown("not-counted")
        words = sum(least(turn if isinstance(turn, str) else str(turn["content"])) for turn in TURNS)
        facts = {"words": words, "long": counted, "short": prompt_tokens(hello)}
        return self.fail("lost", **facts) if counted < SHARE * slope * words else self.ok(**facts)
