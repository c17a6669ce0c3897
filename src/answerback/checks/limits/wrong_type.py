"""The promise that a value of a wrong type is refused with a reason."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import WRONG_TYPE
from answerback.refusal import judge
from answerback.values.injections import DropRequest, Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

_WRONG = When(has="temperature", equals="hot")


class RefusesWrongType(Check):
    """`temperature: "hot"` gets a clean 4xx that names the field."""

    promise = Text(en="A value of a wrong type is refused with a reason.", zh="参数类型错误的请求会被拒绝并说明原因。")
    why = Text(
        en="Accepted in silence, a typing error turns into answers with other settings than intended.",
        zh="如果被悄悄接受，笔误就会变成用错误的设置生成回答。",
    )
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "accepted": Reason(
            Text(
                en='temperature: "hot" was answered with HTTP {status}',
                zh='temperature: "hot" 居然返回了 HTTP {status}',
            ),
            DropRequest(on=_WRONG, path="temperature"),
        ),
        "server-error": Reason(
            Text(
                en="HTTP {status} for a client's mistake: {message}", zh="客户端的错误却返回 HTTP {status}：{message}"
            ),
            Reply(on=_WRONG, status=500, body='{"error":{"message":"Internal Server Error","code":500}}'),
        ),
        "unclear": Reason(
            Text(
                en="HTTP {status}, but the message does not name the cause: {message}",
                zh="HTTP {status}，但报错没有说明原因：{message}",
            ),
            Reply(on=_WRONG, status=400, body='{"error":{"message":"Bad","type":"x","code":400}}'),
        ),
        "not-judged": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }

    def run(self) -> Steps:
        """Send a temperature in words."""
        heard: Reading = yield WRONG_TYPE
        reason, facts = judge(heard, ("temperature", "type", "number", "float", "valid", "hot", "unmarshal", "parse"))
        if reason == "server-error":
            return self.fail(reason, **facts)
        if reason == "not-judged":
            return self.unknown(reason, **facts)
        return self.warn(reason, **facts) if reason else self.ok(**facts)
