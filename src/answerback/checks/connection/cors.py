"""The promise that pages in a browser may call the service."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.values.asks import Auth, Raw
from answerback.values.injections import DropHeader, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

ORIGIN = "http://localhost:5173"


class BrowsersAllowed(Check):
    """Sends the preflight of a browser. Only browser clients are affected, so it is never more than a remark."""

    promise = Text(en="A page in a browser may call it (CORS).", zh="浏览器网页可以跨域调用（CORS）。")
    why = Text(
        en="Without it curl works and a web page fails.",
        zh="没有跨域许可，curl 正常，网页却调不通。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.INFO
    capability = "cors"
    reasons = {
        "no-origin": Reason(
            Text(
                en="the preflight is answered with HTTP {status} and allows the origin {allowed!r}",
                zh="预检请求返回 HTTP {status}，允许的来源为 {allowed!r}",
            ),
            DropHeader(on=When(route="any"), name="access-control-allow-origin"),
        ),
    }

    def run(self) -> Steps:
        """Ask with OPTIONS as a browser would."""
        heard: Reading = yield Raw(
            method="OPTIONS",
            path="chat/completions",
            auth=Auth.NONE,
            headers=(
                ("Origin", ORIGIN),
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "content-type,authorization"),
            ),
        )
        allowed = heard.exchange.header("access-control-allow-origin")
        if heard.status < 400 and allowed in ("*", ORIGIN):
            return self.ok(allowed=allowed)
        return self.unsupported("no-origin", status=heard.status, allowed=allowed)
