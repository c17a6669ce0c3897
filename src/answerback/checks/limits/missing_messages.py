"""The promise that a request without messages is refused with a reason."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import NO_MESSAGES
from answerback.refusal import judge
from answerback.values.injections import Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

_BARE = When(lacks="messages")


class RefusesMissingMessages(Check):
    """A clean 4xx that names the field."""

    promise = Text(
        en="A request without messages is refused with a reason.", zh="缺少 messages 的请求会被拒绝并说明原因。"
    )
    why = Text(
        en="A 5xx makes clients try again for ever what can never succeed.",
        zh="如果返回 5xx，客户端会不停重试一个永远不会成功的请求。",
    )
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "accepted": Reason(
            Text(en="it was answered with HTTP {status}", zh="居然返回了 HTTP {status}"),
            Reply(on=_BARE, status=200, body='{"choices":[]}'),
        ),
        "server-error": Reason(
            Text(
                en="HTTP {status} for a client's mistake: {message}", zh="客户端的错误却返回 HTTP {status}：{message}"
            ),
            Reply(on=_BARE, status=500, body='{"error":{"message":"Internal Server Error","code":500}}'),
        ),
        "unclear": Reason(
            Text(
                en="HTTP {status}, but the message does not name the cause: {message}",
                zh="HTTP {status}，但报错没有说明原因：{message}",
            ),
            Reply(on=_BARE, status=400, body='{"error":{"message":"Bad","type":"x","code":400}}'),
        ),
        "not-judged": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }

    def run(self) -> Steps:
        """Send a body with nothing but the model in it."""
        heard: Reading = yield NO_MESSAGES
        reason, facts = judge(heard, ("messages", "prompt", "field required", "missing", "required", "too short"))
        if reason == "server-error":
            return self.fail(reason, **facts)
        if reason == "not-judged":
            return self.unknown(reason, **facts)
        return self.warn(reason, **facts) if reason else self.ok(**facts)
