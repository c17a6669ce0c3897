"""A24: a reverse proxy answers, but the path that is asked does not lead to the service behind it."""

from __future__ import annotations

from answerback.checks.connection.gateway_forwards import gateway_of
from answerback.checks.connection.reached import Reached, is_page
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class GatewayLeadsNowhere(Fault):
    """404 for every spelling of the path, with the mark of a gateway: its own page, or an API's words behind it."""

    code = "A24"
    title = Text(en="The gateway does not lead this path to the service", zh="网关没有把这个路径转到后端服务")
    cause = Text(
        en="{gateway} answers 404 at {url}: no rule of it passes this path on, or one changes the path on the way, so "
        "that the service behind it gets one that it does not know.",
        zh="{gateway} 对 {url} 返回 404：要么没有规则转发这个路径，要么转发时改写了路径，后端收到的是它不认识的路径。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    yields_to = ("A09", "A10", "A11", "A12", "A23")
    seen_with = Reply(
        on=When(route="any"), status=404, body='{"detail":"Not Found"}', headers=(("server", "nginx/1.24.0"),)
    )
    evidence = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",)
    remedy = {
        None: Remedy(
            Text(
                en="Make the gateway pass `/v1/` on unchanged, or use the base URL under which it publishes the "
                "service.",
                zh="让网关原样转发 `/v1/`，或改用网关对外发布该服务的 base URL。",
            )
        ),
        "nginx": Remedy(
            Text(
                en="`location /v1/ {{ proxy_pass http://127.0.0.1:8000; }}`: no slash after the port, which would cut "
                "`/v1` off. If the location has another prefix, put that into the base URL.",
                zh="写成 `location /v1/ {{ proxy_pass http://127.0.0.1:8000; }}`：端口后面不要带斜杠，否则 `/v1` 会被"
                "截掉。如果 location 用的是别的前缀，就把该前缀写进 base URL。",
            ),
            ("proxy_pass http://127.0.0.1:8000;",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """No spelling led to an API, and what answered is a gateway, or came through one."""
        number = seen.first(Reached)
        first = seen.readings.get(number)
        if first is None or first.status != 404 or not gateway_of(first) or not seen.failed(Reached, "no-api"):
            return None
        seen.failed(MachineAgrees, "foreign")
        facts = {"gateway": gateway_of(first), "url": seen.facts(Reached)["url"]}
        # A gateway's own page may as well be that of a web site that has nothing to do with it.
        return Diagnosis(Confidence.POSSIBLE if is_page(first) else Confidence.LIKELY, facts, exchange=number)
