"""The promise that a stream says that it is one."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.streaming.streams import Streams
from answerback.values.injections import STREAMED, SetHeader
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text

SSE = "text/event-stream"


class ContentType(Check):
    """The body was recognised as a stream by its lines, whatever the header says."""

    promise = Text(en="A stream's content type is text/event-stream.", zh="流的 Content-Type 是 text/event-stream。")
    why = Text(
        en="Proxies buffer, and strict clients refuse, what is not declared as a stream.",
        zh="没有声明为流的响应会被代理缓冲，严格的客户端还会拒收。",
    )
    level = SMOKE
    needs = (Streams,)
    severity = Severity.MINOR
    reasons = {
        "other": Reason(
            Text(en="the content type is {found!r}", zh="Content-Type 是 {found!r}"),
            SetHeader(on=STREAMED, name="content-type", value="application/json"),
        ),
    }

    def run(self) -> Steps:
        """Read the header of the first stream."""
        stream = yield from first_stream()
        if stream.content_type != SSE:
            return self.fail("other", found=stream.exchange.header("content-type"))
        return self.ok()
