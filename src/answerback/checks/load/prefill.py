"""The promise that long prompts do not keep one waiting."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import pace
from answerback.checks.bursts import nonce
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import words
from answerback.checks.streaming.finishes import Finishes
from answerback.values.asks import Chat, chat
from answerback.values.injections import STREAMED, Delay
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

SHORT, LONG = 64, 1088
SLOW_S, PER_TOKEN_MS = 3.0, 2.5


def _ask(count: int, number: int) -> Chat:
    """Return a stream of few words after a prompt of so many; its beginning is new, so no cache helps."""
    text = f"{nonce(number)}{words(count)}. Say OK."
    return chat(text, stream=True, temperature=0, max_tokens=4, alone=True)


class PrefillFast(Check):
    """The first word's time over the prompt's length. A slow machine is no fault."""

    promise = Text(en="The first word after a long prompt comes soon.", zh="长提示之后首字也来得快。")
    why = Text(
        en="Agents and documents send thousands of tokens with each turn.",
        zh="智能体和文档问答每一轮都会带上成千上万个 token。",
    )
    level = DEEP
    needs = (Answers, Finishes)
    severity = Severity.INFO
    reasons = {
        "slow": Reason(
            Text(
                en="each prompt token delays the first word by {slope} ms: {long} s after {tokens} of them",
                zh="每个输入 token 让首字延迟 {slope} 毫秒：{tokens} 个 token 要等 {long} 秒",
            ),
            Delay(on=STREAMED, per_prompt_token_s=0.01),
        ),
    }

    def run(self) -> Steps:
        """Time a short and a long prompt."""
        short: Reading = yield _ask(SHORT, 91)
        long: Reading = yield _ask(LONG, 92)
        one, two = pace(short), pace(long)
        if one is None or two is None or not (short.ok and long.ok):
            return self.ok(untimed=True)
        slope = (two.first_s - one.first_s) / (LONG - SHORT) * 1000
        facts = {"slope": round(slope, 2), "long": round(two.first_s, 2), "tokens": LONG}
        if two.first_s >= SLOW_S and slope >= PER_TOKEN_MS:
            return self.warn("slow", **facts)
        return self.ok(**facts)
