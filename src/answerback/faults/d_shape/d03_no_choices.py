"""D03: an answer without choices."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asks import Chat
from answerback.values.injections import WHOLE, Set
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class NoChoices(Fault):
    """`choices` is null, empty or absent while everything else looks like an answer."""

    code = "D03"
    title = Text(en="The answer has no choices", zh="响应里没有 choices")
    cause = Text(
        en="The server or a translating gateway built the answer wrongly, speaks another API, or filtered the answer "
        "out: {excerpt}",
        zh="服务端或做协议转换的网关拼错了响应、用的是另一种接口，或者把回答过滤掉了：{excerpt}",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = Set(on=WHOLE, path="choices", value=None)
    evidence = ("langchain-ai/langchain#32252", "langchain-ai/langchain#35236")
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server or gateway, and check that it routes to Chat Completions, not to Responses or "
                "a native API.",
                zh="升级服务端或网关，并检查路由的是 Chat Completions，而不是 Responses 或原生接口。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The first chat shows it, or the first stream."""
        if seen.failed(Streams, "no-choices"):
            return Diagnosis(Confidence.CERTAIN, {"excerpt": self._excerpt(seen)}, Severity.MAJOR)
        if not seen.failed(Answers, "no-choices"):
            return self._some(seen)
        return Diagnosis(Confidence.CERTAIN, {"excerpt": seen.facts(Answers).get("excerpt", "")})

    def _excerpt(self, seen: Seen) -> str:
        result = seen.result(Streams)
        heard = seen.readings.get(result.exchanges[-1]) if result is not None and result.exchanges else None
        return heard.text[:200] if heard is not None else ""

    def _some(self, seen: Seen) -> Diagnosis | None:
        """Return later answers that hold no choices while others do."""
        number = seen.chats(_hollow) if seen.passed(Answers) else 0
        if not number:
            return None
        return Diagnosis(Confidence.LIKELY, {"excerpt": seen.readings[number].text[:200]}, Severity.MAJOR, number)


def _hollow(heard: Reading) -> bool:
    """Whether a whole answer has the field of choices and nothing in it; after a tool's result that is I12's."""
    ask = heard.exchange.ask
    if isinstance(ask, Chat) and any(message.get("role") == "tool" for message in ask.messages):
        return False
    if not heard.ok or heard.is_sse or heard.error is not None or not isinstance(heard.json, dict):
        return False
    return "choices" in heard.json and heard.json["choices"] in (None, [])
