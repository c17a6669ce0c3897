"""A13: a redirect loses the request."""

from __future__ import annotations

from typing import Any

from answerback.checks.chat.answers import Answers
from answerback.checks.connection.post_arrives import PostArrives
from answerback.checks.connection.reached import Reached, absolute
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asks import Chat
from answerback.values.injections import Reply
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class Redirected(Fault):
    """301 and 302 turn a POST into a GET; another host does not get the key."""

    code = "A13"
    title = Text(en="A redirect loses the request", zh="重定向导致请求丢失")
    cause = Text(
        en="HTTP {status} leads to {location}. After 301, 302 or 303 clients repeat a POST as a GET without its body"
        "; on another host they drop the key.",
        zh="HTTP {status} 跳转到 {location}。遇到 301/302/303，客户端会把 POST 改成 GET 重发，请求体丢失；跳到别的主"
        "机时还会丢掉密钥。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = Reply(status=301, headers=(("location", "/v1/chat/completions/"),))
    evidence = ("postmanlabs/postman-app-support#11410", "epicweb-dev/epic-stack#818")
    remedy = {
        None: Remedy(
            Text(
                en="Use the final URL as the base: {base}. A server that must redirect should send 307 or 308.",
                zh="直接把最终地址作为 base_url：{base}。服务端如需重定向，应返回 307 或 308。",
            ),
            ("base_url",),
        ),
        "nginx": Remedy(
            Text(
                en="Redirect with `return 308 https://$host$request_uri;`, and use the https URL in clients.",
                zh="用 `return 308 https://$host$request_uri;` 重定向，客户端直接使用 https 地址。",
            ),
            ("return 308",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The list or the chat is redirected."""
        if seen.failed(PostArrives):
            seen.failed(Answers)
            return self._said(seen.facts(PostArrives), Confidence.CERTAIN, seen.first(PostArrives))
        asked = self._asked(seen)
        if seen.broke(Reached, "moved"):
            facts = seen.facts(Reached)
            kept = facts["status"] in (307, 308)
            return self._said(facts, Confidence.CERTAIN, asked, Severity.INFO if kept else Severity.MAJOR)
        if seen.failed(Reached, "moved-away"):
            return self._said(seen.facts(Reached), Confidence.LIKELY, asked)
        if seen.failed(Reached, "redirected"):
            return self._said(seen.facts(Reached), Confidence.POSSIBLE, asked)
        return self._some(seen)

    def _asked(self, seen: Seen) -> int:
        """Return the exchange that was redirected, not the one that looked at where it leads."""
        result = seen.result(Reached)
        numbers = result.exchanges if result is not None else ()
        return next((n for n in numbers if 300 <= seen.readings[n].status < 400), 0)

    def _some(self, seen: Seen) -> Diagnosis | None:
        """Return the redirect of a later chat, when the first one got through."""
        for number, reading in seen.readings.items():
            location = reading.exchange.header("location")
            if 300 <= reading.status < 400 and location and isinstance(reading.exchange.ask, Chat):
                seen.rest_on(number)
                there = absolute(reading.exchange.request.url, location)
                base = there.partition("?")[0].rstrip("/").removesuffix("/chat/completions")
                facts = {"status": reading.status, "location": there, "base": base}
                return self._said(facts, Confidence.CERTAIN, number, Severity.MAJOR)
        return None

    def _said(
        self, facts: dict[str, Any], confidence: Confidence, exchange: int, severity: Severity | None = None
    ) -> Diagnosis:
        base = facts.get("base") or str(facts["location"]).partition("?")[0].removesuffix("/").removesuffix("/models")
        named = {"status": facts["status"], "location": facts["location"], "base": base}
        return Diagnosis(confidence, named, severity, exchange)
