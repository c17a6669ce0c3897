"""The promise that the client's mistakes are 4xx."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import NO_MESSAGES, UNKNOWN_MODEL, WRONG_TYPE
from answerback.values.injections import Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class ClientErrorsAre4xx(Check):
    """Reads the refusals that are provoked anyway."""

    promise = Text(en="A mistake of the client is answered with 4xx.", zh="客户端的错误以 4xx 返回。")
    why = Text(
        en="Clients and gateways retry 5xx: a wrong request is then sent again and again, and counted as an outage.",
        zh="客户端和网关会重试 5xx：错误的请求会被反复重发，还会被当成故障统计。",
    )
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "server-error": Reason(
            Text(en="{what} is answered with HTTP {status}: {message}", zh="{what} 得到的是 HTTP {status}：{message}"),
            Reply(
                on=When(has="temperature", equals="hot"),
                status=500,
                body='{"error":{"message":"Internal Server Error","type":"InternalServerError","code":500}}',
            ),
        ),
    }

    def run(self) -> Steps:
        """Look at the classes of the statuses."""
        heard: list[Reading] = yield (WRONG_TYPE, NO_MESSAGES, UNKNOWN_MODEL)
        kinds = ('temperature: "hot"', "no messages", "unknown model")
        bad = [(kind, one) for kind, one in zip(kinds, heard, strict=True) if 500 <= one.status < 600]
        if not bad:
            return self.ok(statuses=[one.status for one in heard])
        kind, one = bad[0]
        message = one.error.message if one.error else ""
        return self.fail("server-error", what=kind, status=one.status, message=message, cases=[k for k, _ in bad])
