"""The promise that a higher reasoning effort is a longer thought."""

from __future__ import annotations

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import ROOM
from answerback.checks.thinking.thinks import Thinks
from answerback.checks.thought import thought_of
from answerback.counting import least
from answerback.server import Treatment
from answerback.values.asks import chat
from answerback.values.injections import Configure, SetRequest, When
from answerback.values.pattern import lazy
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.meaning import base_name
from answerback.wire.openai import Reading

GRADED = lazy(r"gpt-oss|^o[134](?=-|$)|gpt-5(?!.*chat)|grok-3-mini")
"""Models that are trained to think longer at a higher effort; others only have it on and off, or never heard of it."""
PUZZLES = (
    "How many positive whole numbers below 400 are divisible by 3 or by 7, but not by both? Give only the number.",
    "Anna is twice as old as Ben was when Anna was as old as Ben is now. Together they are 63. How old is Ben?",
    "In how many ways can 3 red and 4 blue beads lie in a row so that no two red ones touch? Give only the number.",
)
"""Each is worth a longer thought."""
CLEARLY, LONGER = 1.6, 1.25
"""At `high` such models think several times as long as at `low`. One puzzle shows it at the first factor; all three
together show none below the second, which thoughts that are sampled alike seldom reach."""
LEAST_TOKENS = 8


class EffortKept(Check):
    """Up to three puzzles at `low` and at `high`, sampled as usual: some such models refuse a temperature."""

    promise = Text(en="A higher reasoning_effort makes the model think longer.", zh="reasoning_effort 越高，思考越长。")
    why = Text(
        en="Thinking is the dearest part of an answer: a relay saves by lowering it, at the price of hard tasks.",
        zh="思考是回答中最贵的部分：中转会偷偷调低推理强度来省钱，难题的正确率随之下降。",
    )
    level = DEEP
    needs = (Answers,)
    after = (Thinks,)
    severity = Severity.MINOR
    reasons = {
        "not-longer": Reason(
            Text(
                en="tokens of thought at `low`: {low}, at `high`: {high}",
                zh="`low` 时的思考 token：{low}，`high` 时：{high}",
            ),
            (
                Configure(name="models", value=["openai/gpt-oss-20b"]),
                SetRequest(on=When(has="reasoning_effort", equals="high"), path="reasoning_effort", value="low"),
            ),
        ),
        "not-seen": Reason(
            Text(en="no thought is shown or counted (HTTP {status})", zh="看不到也没有计入思考内容（HTTP {status}）"),
            owed=False,
        ),
    }

    def run(self) -> Steps:
        """Stop at the first puzzle that is clearly thought over longer, or fills its room."""
        kind = server.named(self.setting.server) if self.setting.server else None
        treated = kind.thinking_switches.get("reasoning_effort", Treatment.HONOURED) if kind else Treatment.HONOURED
        if not GRADED.search(base_name(self.setting.model or "")) or treated is not Treatment.HONOURED:
            return self.not_needed()
        lows: list[int] = []
        highs: list[int] = []
        for puzzle in PUZZLES:
            ask = chat(puzzle, max_tokens=2 * ROOM)
            low, high = yield (ask.with_(reasoning_effort="low"), ask.with_(reasoning_effort="high"))
            first = high.answer.first
            if first is not None and first.finish_reason == "length" and not first.text.strip():
                return self.ok(low=lows, high=highs, filled=True)
            tokens = _tokens(low), _tokens(high)
            if not low.ok or not high.ok or min(tokens) < LEAST_TOKENS:
                return self.unknown("not-seen", status=high.status if low.ok else low.status)
            lows.append(tokens[0])
            highs.append(tokens[1])
            if tokens[1] > CLEARLY * tokens[0]:
                return self.ok(low=lows, high=highs)
        if sum(highs) > LONGER * sum(lows):
            return self.ok(low=lows, high=highs)
        return self.warn("not-longer", low=lows, high=highs)


def _tokens(heard: Reading) -> int:
    """Return how many tokens of thought were counted; where none were, how many the shown thought has at least."""
    usage = heard.answer.usage
    return (usage.reasoning if usage is not None else None) or least(thought_of(heard).text)
