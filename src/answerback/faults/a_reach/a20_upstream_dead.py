"""A20: the gateway lives, the service behind it does not."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.connection.gateway_forwards import AT_ONCE_S, GatewayForwards, gateway_of, gave_up, upstream_dead
from answerback.checks.connection.proxy_aside import ProxyAside
from answerback.checks.connection.ready import Ready
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class UpstreamDead(Fault):
    """502 or 503 at once, in the words of a gateway."""

    code = "A20"
    title = Text(en="The gateway is up, the service behind it is not", zh="网关正常，后面的服务不通")
    cause = Text(
        en="{gateway} answers HTTP {status} after {seconds} s: it cannot reach the service that it forwards to.",
        zh="{gateway} 在 {seconds} 秒后返回 HTTP {status}：它连不上要转发到的后端服务。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    yields_to = ("A08", "A23", "K06")
    seen_with = Reply(
        on=When(route="any"),
        status=502,
        body="<html><head><title>502 Bad Gateway</title></head><body><hr><center>nginx</center></body></html>",
        content_type="text/html",
        headers=(("server", "nginx/1.24.0"),),
    )
    evidence = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html",)
    remedy = {
        None: Remedy(
            Text(
                en="Start the service behind the gateway, ask it directly, and correct the address to which the "
                "gateway "
                "forwards.",
                zh="启动网关后面的服务，先绕过网关直接访问确认，再核对网关转发的地址。",
            )
        ),
        "nginx": Remedy(
            Text(
                en="Correct `proxy_pass` (in a container `127.0.0.1` is the container itself) and start the service; "
                "`error.log` says `connect() failed`.",
                zh="核对 `proxy_pass`（容器里的 127.0.0.1 是容器自己）并启动后端；`error.log` 里会有 "
                "`connect() failed`。",
            ),
            ("proxy_pass http://127.0.0.1:8000;",),
        ),
        "litellm": Remedy(
            Text(
                en="Correct `litellm_params.api_base` of this model in config.yaml, and start the backend.",
                zh="核对 config.yaml 中该模型的 `litellm_params.api_base`，并启动后端。",
            ),
            ("litellm_params.api_base",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A gateway says so, and no proxy of ours is to blame."""
        if seen.failed(ProxyAside, "works-directly") or seen.failed(Ready, "loading"):
            return None
        if not seen.failed(GatewayForwards, "upstream-dead"):
            return self._some(seen)
        seen.failed(Answers)
        facts = seen.facts(GatewayForwards)
        named = {name: facts[name] for name in ("gateway", "status", "seconds")}
        known = facts["gateway"] != "gateway" or facts["status"] == 502
        return Diagnosis(Confidence.CERTAIN if known else Confidence.LIKELY, named)

    def _some(self, seen: Seen) -> Diagnosis | None:
        """Return what a gateway said to some chats only: one of several services behind it is dead."""
        if not seen.passed(Answers):
            return None
        dead = seen.chats(lambda heard: upstream_dead(heard) and not gave_up(heard, AT_ONCE_S))
        if not dead:
            return None
        first = seen.readings[dead]
        named = {
            "gateway": gateway_of(first) or "gateway", "status": first.status,
            "seconds": round(first.exchange.phases.end_s, 1),
        }  # fmt: skip
        return Diagnosis(Confidence.LIKELY, named, Severity.MAJOR, dead)
