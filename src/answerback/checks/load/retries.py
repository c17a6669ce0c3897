"""The promise that a gateway sends a request on once."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.values.injections import CHAT, SetHeader
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

HEADERS = (
    "x-litellm-attempted-retries",
    "x-litellm-attempted-fallbacks",
    "x-portkey-retry-attempt-count",
    "x-retry-count",
)
"""Headers in which LiteLLM, Portkey and others tell how often they tried."""


class SentOnce(Check):
    """Only what the gateway itself tells; from outside, retries show in no other way."""

    promise = Text(en="A gateway sends a request on once.", zh="网关只转发一次请求。")
    why = Text(
        en="Each retry is computed and billed again, most of all when the service is overloaded already.",
        zh="每次重试都要重新计算、重复计费，而且往往发生在服务已经过载的时候。",
    )
    level = SMOKE
    needs = (Answers,)
    severity = Severity.INFO
    reasons = {
        "retried": Reason(
            Text(en="the gateway tried {times} times more (`{header}`)", zh="网关多尝试了 {times} 次（`{header}`）"),
            SetHeader(on=CHAT, name="x-litellm-attempted-retries", value="2"),
        ),
    }

    def run(self) -> Steps:
        """Read the headers of the first answers."""
        heard: list[Reading] = yield (HELLO, HELLO_STREAM)
        for reading in heard:
            for header in HEADERS:
                value = reading.exchange.header(header).strip()
                if value.isdigit() and int(value) > 0:
                    return self.warn("retried", times=int(value), header=header)
        return self.ok()
