"""The promise that an answer holds nothing of the chat template."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import (
    COUNTED,
    COUNTED_TOKENS,
    ECHO,
    ECHO_TOKENS,
    HELLO,
    HELLO_STREAM,
    HISTORY,
    HISTORY_TOKENS,
    IN_SCHEMA,
    JSON_TOKENS,
    RULED,
    RULED_TOKENS,
    brief,
)
from answerback.checks.prose import leaks, said, turns
from answerback.values.asks import Chat
from answerback.values.injections import CHAT, Affix
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class CleanText(Check):
    """No control tokens, and nobody else's turns written out. One slip of a weak model is no finding."""

    promise = Text(
        en="An answer holds no control tokens and no other's turns.", zh="回答里没有控制符，也没有替对方说的话。"
    )
    why = Text(
        en="They show that the template or the end-of-turn tokens do not belong to the model.",
        zh="出现它们说明聊天模板或结束符与模型不匹配。",
    )
    level = SMOKE
    needs = (Answers,)
    reasons = {
        "control-tokens": Reason(
            Text(en="control tokens in the text: {tokens}", zh="文本里有控制符：{tokens}"),
            Affix(on=CHAT, after="<|im_end|>"),
        ),
        "turns": Reason(
            Text(
                en="the answer goes on with turns of others ({turns}): {excerpt}",
                zh="回答后面又写出了别人的发言（{turns}）：{excerpt}",
            ),
            Affix(on=CHAT, after="\nUser: And what is your favourite colour?\nAssistant: It is blue."),
        ),
    }

    def run(self) -> Steps:
        """Look at the first answers; beyond smoke also at others, one of them streamed."""
        heard: list[Reading] = list((yield (HELLO, HELLO_STREAM)))
        if self.setting.level > SMOKE:
            heard += yield (*asks(self, heard[0]), echo(self, heard[0]))
        texts = [said(one) for one in heard if one.ok]
        leaked = [found for text in texts if (found := leaks(text))]
        if leaked:
            tokens = list(dict.fromkeys(token for found in leaked for token in found))
            return self.fail("control-tokens", tokens=tokens[:6], answers=len(leaked), of=len(texts))
        if self.setting.level > SMOKE:
            whole = yield from self._ended(heard[0])
            texts += [said(one) for one in whole if one.ok]
        spoken = [(found, text) for text in texts if (found := turns(text))]
        if len(spoken) >= 2:
            found, text = spoken[0]
            return self.fail("turns", turns=found[:4], excerpt=text[-120:], answers=len(spoken), of=len(texts))
        return self.ok(answers=len(texts))

    def _ended(self, hello: Reading) -> Generator[Any, Any, list[Reading]]:
        """Ask for two answers that come to an end in a weak model too: turns are written out after an end."""
        counted = COUNTED.with_(**brief(self.setting, hello, COUNTED_TOKENS))
        kind = server.named(self.setting.server) if self.setting.server else None
        if kind is not None and "response_format" in kind.ignores:
            return [(yield counted)]
        shaped = IN_SCHEMA.with_(**brief(self.setting, hello, JSON_TOKENS))
        return list((yield (counted, shaped)))


def asks(check: Check, hello: Reading) -> tuple[Chat, Chat]:
    """Return the two other chats at temperature 0 that checks of the text share.

    What the ruled one costs counts more than what it says: it gets no room for thoughts.
    """
    ruled = {**brief(check.setting, hello, RULED_TOKENS), "max_tokens": RULED_TOKENS}
    return HISTORY.with_(**brief(check.setting, hello, HISTORY_TOKENS)), RULED.with_(**ruled)


def echo(check: Check, hello: Reading) -> Chat:
    """Return the streamed chat that repeats characters of several bytes."""
    return ECHO.with_(**brief(check.setting, hello, ECHO_TOKENS))
