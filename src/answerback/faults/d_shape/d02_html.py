"""D02: a page for people answers instead of the API."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.answer import ErrorShape
from answerback.values.injections import WHOLE, Reply
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class HtmlPage(Fault):
    """The route of chat leads to a web page: another virtual host, a single-page app's index, an error page."""

    code = "D02"
    title = Text(en="A web page answers instead of the API", zh="返回的是网页而不是接口响应")
    cause = Text(
        en="HTTP {status}, {content_type}: the request reached a web server's page, not the model ({excerpt}).",
        zh="HTTP {status}，{content_type}：请求到达的是网页，而不是模型（{excerpt}）。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    seen_with = Reply(
        on=WHOLE,
        body="<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head><body></body></html>",
        content_type="text/html",
    )
    yields_to = ("A07", "A08", "A09", "A12", "A13", "A18", "A20", "A21", "A23", "B01")
    evidence = ("tsundereraws/aisub-translator#2", "kubernetes-sigs/inference-perf#530")
    remedy = {
        None: Remedy(
            Text(
                en="Correct the base URL, or the proxy's route: POST /v1/chat/completions must reach the model server.",
                zh="修正 base URL 或代理路由：POST /v1/chat/completions 必须能到达模型服务。",
            )
        ),
        "nginx": Remedy(
            Text(
                en="Give the API its own location: `location /v1/ {{ proxy_pass http://127.0.0.1:8000; }}`.",
                zh="给接口单独的 location：`location /v1/ {{ proxy_pass http://127.0.0.1:8000; }}`。",
            ),
            ("proxy_pass http://127.0.0.1:8000;",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The first chat was answered with a page."""
        facts = seen.facts(Answers)
        for number in seen.results[Answers.id].exchanges if Answers.id in seen.results else ():
            heard = seen.readings.get(number)
            error = heard.error if heard is not None else None
            if heard is None or error is None or error.shape is not ErrorShape.HTML:
                continue
            if seen.failed(Answers, "not-json", "refused"):
                excerpt = facts.get("message") or error.message
                said = {"status": heard.status, "content_type": heard.content_type, "excerpt": excerpt}
                return Diagnosis(Confidence.CERTAIN, said)
        return self._some(seen)

    def _some(self, seen: Seen) -> Diagnosis | None:
        """Return the page that came to a later chat, or to a stream, with HTTP 200."""
        number = seen.chats(lambda heard: heard.ok and heard.is_page) if seen.passed(Answers) else 0
        if not number:
            return None
        heard = seen.readings[number]
        excerpt = heard.error.message if heard.error is not None else heard.text[:120]
        said = {"status": heard.status, "content_type": heard.content_type or "?", "excerpt": excerpt}
        return Diagnosis(Confidence.CERTAIN, said, Severity.MAJOR, number)
