"""A23: a filter in front of the service takes clients for bots."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.connection.any_client import AnyClient
from answerback.checks.connection.reached import Reached
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class BotFilter(Fault):
    """A CDN or WAF answers with a page for people."""

    code = "A23"
    title = Text(en="A bot filter stands before the service", zh="前面有反爬/WAF 拦截")
    cause = Text(
        en="A CDN or web application firewall answers HTTP {status} with a page for people instead of letting the "
        "request through.",
        zh="CDN 或 WAF 返回了 HTTP {status} 的人机验证页面，没有放行请求。",
    )
    severity = Severity.CRITICAL
    priority = 1
    seen_with = Reply(
        on=When(route="any"),
        status=403,
        body="<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>cf-chl</body></html>",
        content_type="text/html",
        headers=(("server", "cloudflare"), ("cf-ray", "8f0000000000-FRA")),
    )
    evidence = ("toby-bridges/api-relay-audit#12",)
    remedy = {
        None: Remedy(
            Text(
                en="Allow-list the API's path, the client's address or its User-Agent in the CDN or firewall ("
                "Cloudflare: a "
                "WAF rule that skips for `/v1/*`).",
                zh="在 CDN/WAF 里放行该接口路径、客户端 IP 或 User-Agent（Cloudflare：为 `/v1/*` 添加跳过规则）。",
            ),
            ("/v1/*",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Another client name gets through, or the page is a challenge."""
        if seen.failed(AnyClient, "bot-filter"):
            confidence = Confidence.CERTAIN
        elif seen.failed(AnyClient, "challenge"):
            confidence = Confidence.LIKELY
        else:
            return None
        for check in (Reached, Answers):
            seen.failed(check)
        return Diagnosis(confidence, {"status": seen.facts(AnyClient)["status"]})
