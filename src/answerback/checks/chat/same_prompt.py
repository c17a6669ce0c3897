"""The promise that the same messages reach the model, streamed or not."""

from __future__ import annotations

import msgspec

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.clean_text import asks
from answerback.checks.chat.long_prompt import LongPromptsSane
from answerback.checks.chat.system_prompt import LEAST, SystemPromptHeard, prompt_tokens
from answerback.checks.probes import CUT, HELLO, RULED, with_tools
from answerback.checks.streaming.streams import Streams
from answerback.values.asks import Chat
from answerback.values.injections import STREAMED, DropMessages, Truncate, When
from answerback.values.result import Mode
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

LONG = 3000
"""Words of the long prompt, a token each."""
USAGE = {"stream_options": {"include_usage": True}}


class SamePrompt(Check):
    """Prompts counted whole and streamed; a short one that counts the same shows that both are counted alike."""

    promise = Text(en="The same messages reach the model, streamed or not.", zh="无论是否流式，到达模型的消息都相同。")
    why = Text(
        en="What a test without streams shows is then not what users of the product get.",
        zh="否则非流式测试看到的，并不是产品用户得到的。",
    )
    level = DEEP
    needs = (Streams, SystemPromptHeard)
    reasons = {
        "system": Reason(
            Text(
                en="the system prompt is lost in {mode}: {long} and {short} prompt tokens for the same messages",
                zh="系统提示词丢失（{mode}）：同样的消息，输入 token 数为 {long} 和 {short}",
            ),
            DropMessages(on=When(stream=True, role="system"), role="system"),
        ),
        "history": Reason(
            Text(
                en="earlier turns are lost in {mode}: {long} and {short} prompt tokens for the same messages",
                zh="之前的轮次丢失（{mode}）：同样的消息，输入 token 数为 {long} 和 {short}",
            ),
            DropMessages(on=STREAMED, keep_last=1),
        ),
        "tools": Reason(
            Text(
                en="beside tools the system prompt is lost in {mode}: {long} and {short} prompt tokens",
                zh="带工具时系统提示词丢失（{mode}）：输入 token 数为 {long} 和 {short}",
            ),
            DropMessages(on=When(stream=True, has="tools"), role="system"),
        ),
        "length": Reason(
            Text(
                en="a long prompt is cut in {mode}: {long} and {short} prompt tokens for the same text",
                zh="长输入被截断（{mode}）：同样的文本，输入 token 数为 {long} 和 {short}",
            ),
            Truncate(on=STREAMED, tokens=2000),
        ),
    }

    def run(self) -> Steps:
        """Ask each in both ways; what was lost is what only the fuller of two counts holds."""
        hello: Reading = yield HELLO
        history, ruled = asks(self, hello)
        tools = with_tools(self.setting, hello)
        beside = tools.with_(messages=(RULED.messages[0], *tools.messages[1:]), max_tokens=4)
        long = LongPromptsSane(self.setting).ask(hello, LONG)
        whole: list[Reading] = yield (CUT, history, ruled, beside, long)
        streamed: list[Reading] = yield tuple(map(_stream, (CUT, history, ruled, beside, long)))
        counts = [(prompt_tokens(one), prompt_tokens(other)) for one, other in zip(whole, streamed, strict=True)]
        plain, *others = counts
        if not all(plain) or plain[0] != plain[1]:
            return self.unknown("")
        past, rule, with_rule, much = (abs(a - b) if a and b else 0 for a, b in others)
        found = {
            "history": past if past >= LEAST and past > rule else 0,
            "system": rule if rule >= LEAST else 0,
            "tools": with_rule if with_rule >= LEAST else 0,
            "length": much if much >= LONG // 10 else 0,
        }
        for reason, pair in zip(found, others, strict=True):
            if found[reason]:
                mode = Mode.STREAMS if pair[1] < pair[0] else Mode.WHOLE
                return self.fail(reason, mode=mode, short=min(pair), long=max(pair))
        return self.ok(prompts=len(others))


def _stream(ask: Chat) -> Chat:
    return msgspec.structs.replace(ask, stream=True, options={**ask.options, **USAGE})
