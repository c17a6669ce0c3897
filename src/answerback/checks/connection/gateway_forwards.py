"""The promise that a gateway, if there is one, passes requests on to a service that lives."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.reached import Reached, is_page
from answerback.checks.probes import HELLO, MODELS
from answerback.values.answer import ErrorShape
from answerback.values.injections import ANY, CHAT, Reply
from answerback.values.pattern import lazy
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

PATIENCE_S = 10.0
"""A gateway whose upstream is dead says so sooner; one that lost patience with it later."""
AT_ONCE_S = 0.9
"""A shorter patience is told by the status (504, RFC 9110 15.6.5) where the same gateway passes the list on."""
CUSTOM = range(520, 531)
"""Cloudflare's own statuses (https://developers.cloudflare.com/support/troubleshooting/http-status-codes/)."""
DEAD = lazy(
    r"(?i)connection refused|connect error|econnrefused|no healthy upstream|upstream connect|dial tcp|bad gateway"
    r"|all connection attempts failed|cannot connect to host|no live upstreams|apiconnectionerror"
    r"|litellm\.\w+: .{0,80}connection error|no server is available to handle|trying to proxy"
    r"|\W{2}connection error|max retries exceeded with url|httpconnectionpool|no route to host|network is unreachable"
    r"|no such host|no endpoints available for service|all upstream"
    r"|upstream (?:is |service )?(?:unavailable|unreachable)"
    r"|(?:上游|后端).{0,8}(?:不可用|不可达|无法连接|连接失败)"
)
"""What nginx, Envoy, Go, Node, httpx, requests, aiohttp and Kubernetes say when a service cannot be reached."""
TIMED_OUT = lazy(r"(?i)timed? ?out|超时")
GATEWAYS = (
    "nginx",
    "openresty",
    "envoy",
    "istio-envoy",
    "cloudflare",
    "caddy",
    "traefik",
    "apache",
    "awselb",
    "haproxy",
    "squid",
)
NGINX = "<html><head><title>502 Bad Gateway</title></head><body><hr><center>nginx</center></body></html>"


class GatewayForwards(Check):
    """Reads what came for the list and the first chat; asks nothing of its own."""

    promise = Text(en="Requests get through to a service that lives.", zh="请求能转发到存活的后端服务。")
    why = Text(
        en="A gateway answers for a dead or slow service, in its own words.",
        zh="后端挂掉或太慢时，由网关代答，错误信息也是网关自己的。",
    )
    level = SMOKE
    needs = (Reached,)
    after = (Answers,)
    severity = Severity.CRITICAL
    reasons = {
        "upstream-dead": Reason(
            Text(
                en="HTTP {status} after {seconds} s from {gateway}: the service behind it is out of reach ({message})",
                zh="{gateway} 在 {seconds} 秒后返回 HTTP {status}：它后面的服务无法访问（{message}）",
            ),
            Reply(on=ANY, status=502, body=NGINX, content_type="text/html", headers=(("server", "nginx/1.24.0"),)),
        ),
        "lost-patience": Reason(
            Text(
                en="HTTP {status} from {gateway} after {seconds} s: it gave up waiting for the answer",
                zh="{gateway} 等了 {seconds} 秒后返回 HTTP {status}：它不再等待后端的响应",
            ),
            Reply(
                on=CHAT, status=504, after_s=60.0, content_type="text/html",
                body="<html><head><title>504 Gateway Time-out</title></head></html>",
                headers=(("server", "nginx/1.24.0"),),
            ),
        ),
    }  # fmt: skip

    def run(self) -> Steps:
        """A chat that was answered clears the gateway; otherwise its error pages are read."""
        heard: list[Reading] = yield (HELLO, MODELS)
        if heard[0].ok and heard[0].error is None:
            return self.ok(gateway=gateway_of(heard[0]))
        patience_s = AT_ONCE_S if heard[1].ok and heard[1].error is None else PATIENCE_S
        for reading in heard:
            seconds = round(reading.exchange.phases.end_s, 1)
            facts = {
                "status": reading.status, "seconds": seconds, "gateway": gateway_of(reading) or "gateway",
                "message": (reading.error.message if reading.error else "")[:160],
            }  # fmt: skip
            if gave_up(reading, patience_s):
                return self.fail("lost-patience", **facts)
            if upstream_dead(reading):
                return self.fail("upstream-dead", **facts)
        return self.ok(gateway=gateway_of(heard[0]))


def gateway_of(reading: Reading) -> str:
    """Return the name by which a gateway gives itself away, or an empty string."""
    said = f"{reading.exchange.header('server')} {reading.text[:2000] if is_page(reading) else ''}".lower()
    return next((name for name in GATEWAYS if name in said), "")


def gave_up(reading: Reading, patience_s: float = PATIENCE_S) -> bool:
    """Whether a gateway stopped waiting for an answer that was under way.

    `patience_s`: a shorter one only where the service behind is known to be reached.
    """
    took_s = reading.exchange.phases.end_s
    if took_s >= patience_s and reading.status in (504, 524):
        return True
    if took_s < PATIENCE_S:
        return False  # sooner, these may mean something else
    if reading.status in (500, 503):
        return bool(TIMED_OUT.search(reading.text[:2000]))
    return reading.status == 408 or (reading.status == 502 and is_page(reading))


def upstream_dead(reading: Reading) -> bool:
    """Whether an answer says that the service behind a gateway cannot be reached."""
    if reading.status == 404:
        return reading.text.lower().startswith("default backend")  # ingress-nginx without a service for the host
    if reading.status < 500 or reading.status == 501:
        return False
    if reading.status in (502, 504) or reading.status in CUSTOM:
        return (
            reading.error is None
            or reading.error.shape in (ErrorShape.HTML, ErrorShape.TEXT, ErrorShape.EMPTY)
            or bool(DEAD.search(reading.text))
        )
    if DEAD.search(reading.text[:4000]):
        return True
    return reading.status == 503 and is_page(reading) and bool(gateway_of(reading))
