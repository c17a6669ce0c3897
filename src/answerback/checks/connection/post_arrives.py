"""The promise that a POST is not redirected on its way."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.reached import Reached, absolute
from answerback.checks.probes import HELLO
from answerback.server import host_of
from answerback.values.injections import CHAT, Reply
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class PostArrives(Check):
    """A redirect of the chat route: 301, 302 and 303 turn a POST into a GET, and lose the question."""

    promise = Text(en="A chat request is not redirected.", zh="对话请求不会被重定向。")
    why = Text(
        en="After 301 or 302 clients repeat a POST as a GET, without its body, and without the key on another host.",
        zh="遇到 301/302，客户端会把 POST 改成 GET 重发，请求体丢失；跳到别的主机时密钥也不会带上。",
    )
    level = SMOKE
    needs = (Reached,)
    after = (Answers,)
    severity = Severity.CRITICAL
    reasons = {
        "redirected": Reason(
            Text(
                en="HTTP {status} to {location}; the request was not sent there",
                zh="HTTP {status} 重定向到 {location}；请求没有继续发过去",
            ),
            Reply(on=CHAT, status=301, headers=(("location", "/v1/chat/completions/"),)),
        ),
    }

    def run(self) -> Steps:
        """Read the first chat's status."""
        heard: Reading = yield HELLO
        location = heard.exchange.header("location")
        if not (300 <= heard.status < 400 and location):
            return self.ok()
        here = heard.exchange.request.url
        there = absolute(here, location)
        return self.fail(
            "redirected",
            status=heard.status,
            location=there,
            same_host=host_of(here) == host_of(there),
            base=there.partition("?")[0].rstrip("/").removesuffix("/chat/completions"),
        )
