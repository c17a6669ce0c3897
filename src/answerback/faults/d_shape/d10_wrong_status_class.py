"""D10: a client's mistake is reported as the server's."""

from __future__ import annotations

from answerback.checks.limits.missing_messages import RefusesMissingMessages
from answerback.checks.limits.unknown_model import RefusesUnknownModel
from answerback.checks.limits.wrong_type import RefusesWrongType
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class WrongStatusClass(Fault):
    """5xx for one kind of request only, while others are answered: the class of the error is wrong."""

    code = "D10"
    title = Text(en="A mistake of the client is answered with HTTP {status}", zh="客户端的错误却返回 HTTP {status}")
    cause = Text(
        en="{case}: the server raises instead of refusing, or a gateway turns 4xx into 5xx ({message}). Clients "
        "retry it.",
        zh="{case}：服务端抛出异常而不是拒绝，或者网关把 4xx 变成了 5xx（{message}）。客户端会不断重试。",
    )
    severity = Severity.MINOR
    priority = 2
    yields_to = ("L01", "L02")
    seen_with = Reply(
        on=When(has="temperature", equals="hot"),
        status=500,
        body='{"error":{"message":"Internal Server Error","type":"InternalServerError","code":500}}',
    )
    evidence = ("ggml-org/llama.cpp#19851",)
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server or let the gateway pass the status on; do not retry this request meanwhile.",
                zh="升级服务端，或让网关透传状态码；在此之前不要重试这类请求。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="Set `router_settings.num_retries: 0` until it is fixed, so that wrong requests are not sent again.",
                zh="修复之前设置 `router_settings.num_retries: 0`，避免错误请求被重发。",
            ),
            ("router_settings.num_retries: 0",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """One of the provoked refusals is a 5xx; too long a prompt has a fault of its own (K06)."""
        kinds = (RefusesWrongType, RefusesMissingMessages, RefusesUnknownModel)
        found = [check for check in kinds if seen.failed(check, "server-error")]
        if not found:
            return None
        facts = seen.facts(found[0])
        cases = ", ".join(check.id for check in found)
        said = {"status": facts.get("status"), "message": facts.get("message", ""), "case": cases}
        return Diagnosis(Confidence.CERTAIN if len(found) > 1 else Confidence.LIKELY, said)
