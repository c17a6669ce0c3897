"""The promise that the answers of one run do not get mixed up."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.clean_text import asks, echo
from answerback.checks.probes import COUNTED, COUNTED_TOKENS, HELLO, HELLO_STREAM, LONGER, RULE_WORD, SECRET, brief
from answerback.values.asks import Chat
from answerback.values.injections import CrossTalk
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

OWN = (SECRET, RULE_WORD)
"""Words that stand in one request only, each of which asks to be answered with it."""


class KeptApart(Check):
    """The cheap sign: two words that stand in one request each. It asks nothing that others do not ask."""

    promise = Text(en="An answer holds no word of another request.", zh="回答里没有别的请求里的词。")
    why = Text(en="What one user is told must never reach another.", zh="给一个用户的内容绝不能出现在另一个用户那里。")
    needs = (Answers,)
    severity = Severity.CRITICAL
    reasons = {
        "foreign": Reason(
            Text(
                en="{count} of {of} answers hold a word that stands in another request only: {words}",
                zh="{of} 个回答中有 {count} 个出现了只在别的请求里出现过的词：{words}",
            ),
            CrossTalk(),
        ),
    }

    def run(self) -> Steps:
        """Look for the two words in the answers to requests that do not hold them."""
        hello: Reading = yield HELLO
        counted = COUNTED.with_(**brief(self.setting, hello, COUNTED_TOKENS))
        heard: list[Reading] = yield (HELLO_STREAM, *asks(self, hello), echo(self, hello), LONGER, counted)
        found = [words for one in (hello, *heard) if (words := _foreign(one))]
        if found:
            words = list(dict.fromkeys(word for each in found for word in each))
            return self.fail("foreign", count=len(found), of=1 + len(heard), words=words)
        return self.ok(answers=1 + len(heard))


def _foreign(reading: Reading) -> list[str]:
    """Return the words that are said and were not asked."""
    first, ask = reading.answer.first, reading.exchange.ask
    if first is None or not reading.ok or not isinstance(ask, Chat):
        return []
    asked = str(ask.messages)
    return [word for word in OWN if word in f"{first.thought} {first.text}".lower() and word not in asked]
