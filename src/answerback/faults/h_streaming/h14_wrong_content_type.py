"""H14: a stream under another content type."""

from __future__ import annotations

from answerback.checks.streaming.content_type import ContentType
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, SetHeader
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class WrongContentType(Fault):
    """The lines are those of an event stream, the header says something else."""

    code = "H14"
    title = Text(en="The stream is sent as {found!r}", zh="流的 Content-Type 是 {found!r}")
    cause = Text(
        en="The server or a gateway leaves the header at its default: proxies buffer it, browsers and strict clients "
        "refuse it.",
        zh="服务端或网关没有改默认的头：代理会缓冲它，浏览器和严格的客户端会拒收。",
    )
    severity = Severity.MINOR
    priority = 2
    level = SMOKE
    seen_with = SetHeader(on=STREAMED, name="content-type", value="application/json")
    remedy = {
        None: Remedy(
            Text(
                en="Send `Content-Type: text/event-stream` with streams.",
                zh="流式响应请返回 `Content-Type: text/event-stream`。",
            ),
            ("Content-Type: text/event-stream",),
        ),
        "nginx": Remedy(
            Text(
                en="Remove `proxy_hide_header Content-Type`, `default_type` and `add_header Content-Type` from the "
                "location.",
                zh="去掉 location 里的 `proxy_hide_header Content-Type`、`default_type`、`add_header Content-Type`。",
            ),
            ("proxy_hide_header Content-Type",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Anything but text/event-stream."""
        if seen.failed(ContentType):
            return Diagnosis(Confidence.CERTAIN, {"found": seen.facts(ContentType)["found"]})
        return None
