"""A21: a gateway gives up on long answers."""

from __future__ import annotations

from answerback.checks.connection.gateway_forwards import AT_ONCE_S, PATIENCE_S, GatewayForwards, gave_up
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.exchange import FailureKind
from answerback.values.injections import Reply
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

ROUND_S = (30, 50, 60, 100, 120, 125, 180, 300)
"""Seconds at which intermediaries give up by default."""


class GatewayTimeout(Fault):
    """504 or 524 at a constant time, whatever the question; short answers and streams get through."""

    code = "A21"
    title = Text(en="A gateway gives up on long answers", zh="网关超时，长回答被掐断")
    cause = Text(
        en="After {seconds} s the gateway answers HTTP {status} instead of the service: longer answers always fail, "
        "short ones and streams pass.",
        zh="{seconds} 秒后网关代替服务返回 HTTP {status}：超过这个时间的回答必然失败，短回答和流式不受影响。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = Reply(
        status=504,
        after_s=60.0,
        body="<html><head><title>504 Gateway Time-out</title></head><body><hr><center>nginx</center></body></html>",
        content_type="text/html",
        headers=(("server", "nginx/1.24.0"),),
    )
    evidence = ("BerriAI/litellm#9551", "cloudflare/cloudflare-docs#32243")
    remedy = {
        None: Remedy(
            Text(
                en="Raise the gateway's idle or read timeout (AWS ALB: `idle_timeout.timeout_seconds=600`), or stream: "
                '`"stream": true` keeps bytes flowing.',
                zh="调大网关的空闲/读取超时（AWS ALB：`idle_timeout.timeout_seconds=600`），或改用流式："
                '`"stream": true` '
                "能让数据持续流动。",
            ),
            ("idle_timeout.timeout_seconds=600", '"stream": true'),
        ),
        "nginx": Remedy(
            Text(
                en="Set `proxy_read_timeout 600s;` in the location that forwards to the service.",
                zh="在转发到该服务的 location 里设置 `proxy_read_timeout 600s;`。",
            ),
            ("proxy_read_timeout 600s;",),
        ),
        "litellm": Remedy(
            Text(
                en="Set `litellm_settings.request_timeout: 600`.",
                zh="设置 `litellm_settings.request_timeout: 600`。",
            ),
            ("litellm_settings.request_timeout: 600",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Some answer of the run was cut off by a timeout that is not ours."""
        passes = any(reading.ok and reading.error is None for reading in seen.readings.values())
        patience_s = AT_ONCE_S if passes else PATIENCE_S
        for number, reading in seen.readings.items():
            late = reading.exchange.phases.end_s
            facts = {"seconds": round(late), "status": reading.status}
            if gave_up(reading, patience_s):
                seen.failed(GatewayForwards)
                seen.rest_on(number)
                return Diagnosis(Confidence.CERTAIN, facts, exchange=number)
            kind = reading.failure.kind if reading.failure is not None else None
            round_s = late >= PATIENCE_S and any(abs(late - limit) < 1.0 for limit in ROUND_S)
            if kind in (FailureKind.EMPTY, FailureKind.RESET) and round_s:
                seen.failed(GatewayForwards)
                seen.rest_on(number)
                return Diagnosis(Confidence.POSSIBLE, facts, exchange=number)
            if kind is FailureKind.CUT and any(abs(_silence_s(reading) - limit) < 1.0 for limit in ROUND_S):
                seen.failed(GatewayForwards)
                seen.rest_on(number)
                facts = {"seconds": round(_silence_s(reading)), "status": reading.status}
                return Diagnosis(Confidence.LIKELY, facts, exchange=number)
        return None


def _silence_s(reading: Reading) -> float:
    """Return how long nothing came before the connection ended."""
    pieces = reading.exchange.pieces
    return reading.exchange.phases.end_s - (pieces[-1].at_ns / 1e9 if pieces else 0.0)
