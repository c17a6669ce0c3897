"""The promise that the system prompt reaches the model."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.clean_text import asks
from answerback.checks.probes import HELLO, LONGER, LONGER_BY, RULE_WORD
from answerback.checks.prose import said
from answerback.values.injections import DropMessages, Reply, When
from answerback.values.text import Text
from answerback.wire.openai import Reading

LEAST, NOISE = 20, 8
"""The longer system prompt costs at least 20 more tokens in any vocabulary; 8 are noise."""


class SystemPromptHeard(Check):
    """The same question under a longer system prompt: more prompt tokens, or an obeyed rule, prove it.

    Whether it is obeyed is the model's affair; only one that costs nothing and has no effect was dropped.
    """

    promise = Text(en="The system prompt reaches the model.", zh="系统提示词能到达模型。")
    why = Text(
        en="A dropped system prompt takes rules, persona and safety with it, and nobody is told.",
        zh="系统提示词被丢弃，规则、人设和安全约束也一并消失，而且没有任何提示。",
    )
    needs = (Answers,)
    capability = "system_prompt"
    reasons = {
        "dropped": Reason(
            Text(
                en="a system prompt of 40 more tokens changes nothing: {short} and {long} prompt tokens, not obeyed",
                zh="系统提示词多了 40 个 token 却毫无变化：输入 token 数为 {short} 和 {long}，也没有被遵守",
            ),
            DropMessages(on=When(role="system"), role="system"),
        ),
        "refused": Reason(
            Text(
                en="a system turn is refused (HTTP {status}: {message}); the same chat without one is answered",
                zh="带 system 消息的请求被拒绝（HTTP {status}：{message}），去掉它后同样的对话可以应答",
            ),
            Reply(
                on=When(role="system"),
                status=400,
                body='{"error":{"message":"System role not supported","type":"BadRequestError","code":400}}',
            ),
        ),
        "unclear": Reason(
            Text(
                en="not obeyed, and the prompt tokens ({short}, {long}) do not tell",
                zh="没有被遵守，从输入 token 数（{short}、{long}）也看不出原因",
            ),
        ),
    }

    def run(self) -> Steps:
        """Compare the prompt tokens of two system prompts."""
        if self.setting.no_system is not None:
            status, message = self.setting.no_system
            return self.unsupported("refused", status=status, message=message)
        hello: Reading = yield HELLO
        _, ruled = yield asks(self, hello)
        obeyed = RULE_WORD in said(ruled).lower()
        short, long = prompt_tokens(hello), prompt_tokens(ruled)
        facts = {"short": short, "long": long, "obeyed": obeyed}
        if obeyed or (short and long and long - short >= LEAST):
            return self.ok(**facts)
        if not ruled.ok or not short or not long or long - short > NOISE:
            return self.unknown("unclear", **facts)
        longer: Reading = yield LONGER
        grown = prompt_tokens(longer)
        if not grown or grown - short < LONGER_BY // 2:  # what counts nothing proves nothing
            return self.unknown("unclear", **facts)
        return self.fail("dropped", **facts)


def prompt_tokens(heard: Reading) -> int:
    """Return the prompt tokens of an answer, 0 where they are not told."""
    usage = heard.answer.usage if heard.ok else None
    return usage.prompt or 0 if usage is not None else 0
