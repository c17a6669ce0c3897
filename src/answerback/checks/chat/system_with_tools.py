"""The promise that the system prompt reaches the model when tools are sent too."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.system_prompt import NOISE, SystemPromptHeard, prompt_tokens
from answerback.checks.probes import HELLO, RULED, with_tools
from answerback.values.injections import DropMessages, When
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading


class SystemPromptWithTools(Check):
    """The question with tools under a short and a long system prompt: the long one must cost more."""

    promise = Text(en="The system prompt reaches the model beside tools.", zh="带工具时系统提示词也能到达模型。")
    why = Text(
        en="Templates that put the tools in place of the system prompt leave agents without their rules.",
        zh="有的模板用工具说明替换了系统提示词，智能体就失去了规则。",
    )
    level = DEEP
    needs = (SystemPromptHeard,)
    reasons = {
        "dropped": Reason(
            Text(
                en="with tools, a system prompt of 40 more tokens costs nothing: {short} and {long} prompt tokens",
                zh="带工具时，系统提示词多了 40 个 token 却不增加用量：输入 token 数为 {short} 和 {long}",
            ),
            DropMessages(on=When(has="tools"), role="system"),
        ),
        "unclear": Reason(
            Text(en="the prompt tokens ({short}, {long}) do not tell", zh="从输入 token 数（{short}、{long}）看不出来"),
        ),
    }

    def run(self) -> Steps:
        """Compare the prompt tokens."""
        hello: Reading = yield HELLO
        ask = with_tools(self.setting, hello)
        other = ask.with_(messages=(RULED.messages[0], *ask.messages[1:]), max_tokens=4)
        heard, longer = yield (ask, other)
        short, long = prompt_tokens(heard), prompt_tokens(longer)
        if not short or not long or NOISE < long - short < 20:
            return self.unknown("unclear", short=short, long=long)
        facts = {"short": short, "long": long}
        return self.fail("dropped", **facts) if long - short <= NOISE else self.ok(**facts)
