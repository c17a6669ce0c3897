"""The promise that a service stands after requests that it had to refuse."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.json.object import AnswersInJson
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.limits.missing_messages import RefusesMissingMessages
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.checks.limits.unknown_model import RefusesUnknownModel
from answerback.checks.limits.wrong_type import RefusesWrongType
from answerback.checks.probes import HELLO, TINY
from answerback.values.injections import Dies, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class HealthyAfterwards(Check):
    """A tiny chat, when everything that a service might choke on is over."""

    promise = Text(
        en="After bad, long and structured requests it still answers.",
        zh="处理过错误、超长和结构化输出的请求之后，服务仍能正常回答。",
    )
    why = Text(
        en="One request must not be able to take the service down for everybody.",
        zh="任何单个请求都不应该让整个服务瘫痪。",
    )
    needs = (Answers,)
    after = (
        RefusesUnknownModel, RefusesMissingMessages, RefusesWrongType, RefusesTooLong, FollowsSchema, AnswersInJson,
    )  # fmt: skip
    severity = Severity.CRITICAL
    reasons = {
        "silent": Reason(
            Text(en="it does not answer any more: {message}", zh="服务不再响应：{message}"),
            Dies(on=When(has="response_format"), how="hang"),
        ),
        "error": Reason(
            Text(en="it answers HTTP {status} from now on: {message}", zh="此后一直返回 HTTP {status}：{message}"),
            Dies(on=When(has="response_format"), how="error"),
        ),
        "busy": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }

    def run(self) -> Steps:
        """Ask for a sign of life; a failure is confirmed by what was answered before: so few tokens may be declined."""
        heard: Reading = yield TINY.with_(nth=7)
        if not heard.ok:
            heard = yield HELLO.with_(nth=8, alone=True)
        if heard.failure is not None:
            return self.fail("silent", message=heard.failure.message, kind=str(heard.failure.kind))
        message = heard.error.message if heard.error is not None else heard.text[:120]
        if heard.status in (401, 403, 429):
            return self.unknown("busy", status=heard.status, message=message)
        if heard.status >= 400:
            return self.fail("error", status=heard.status, message=message)
        return self.ok(seconds=round(heard.exchange.phases.end_s, 3))
