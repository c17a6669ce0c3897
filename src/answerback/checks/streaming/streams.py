"""The promise that `stream: true` yields a stream."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.chat.answers import Answers
from answerback.values.injections import STREAMED, Gzip, Hang, InsertEvent, Reply, Unstream
from answerback.values.target import SMOKE
from answerback.values.text import Text


class Streams(Check):
    """Server-sent events with chunks in them; what the chunks say is judged elsewhere."""

    promise = Text(en="A chat can be streamed.", zh="支持流式输出。")
    why = Text(
        en="Users wait seconds instead of milliseconds for the first word without it.",
        zh="没有流式输出，用户要多等好几秒才能看到第一个字。",
    )
    level = SMOKE
    needs = (Answers,)
    capability = "streaming"
    reasons = {
        "not-a-stream": Reason(
            Text(
                en="stream:true was answered with one {content_type} body instead of events",
                zh="请求了 stream:true，却返回了一个完整的 {content_type} 响应，而不是事件流",
            ),
            Unstream(on=STREAMED),
        ),
        "failed": Reason(
            Text(en="the stream broke: {message} (curl: ({curl}))", zh="流中断：{message}（curl: ({curl})）"),
            Hang(on=STREAMED),
        ),
        "refused": Reason(
            Text(en="HTTP {status}: {message}", zh="HTTP {status}：{message}"),
            Reply(on=STREAMED, status=501, body='{"error":{"message":"streaming is not available here"}}'),
        ),
        "compressed": Reason(
            Text(
                en="the stream is compressed ({encoding}), although the request did not accept that",
                zh="流被压缩了（{encoding}），而请求并没有声明接受压缩",
            ),
            Gzip(on=STREAMED, force=True),
        ),
        "error": Reason(
            Text(
                en="HTTP 200, and nothing in the stream but an error: {message}",
                zh="HTTP 200，但流里只有一条错误：{message}",
            ),
            InsertEvent(on=STREAMED, index=0, then_end=True, text='data: {"error":{"message":"no memory left"}}\n\n'),
        ),
        "nothing": Reason(
            Text(en="a stream without any readable chunk: {excerpt}", zh="流里没有任何可读的数据块：{excerpt}"),
            Reply(on=STREAMED, content_type="text/event-stream", body='{"error":"CUDA out of memory"}\n'),
        ),
    }

    def run(self) -> Steps:
        """Ask the first question again, streamed."""
        stream = yield from first_stream()
        if stream.status >= 400:
            message = stream.error.message if stream.error else ""
            return self.fail("refused", status=stream.status, message=message)
        encoding = stream.exchange.header("content-encoding")
        if encoding not in ("", "identity") and not stream.chunks and stream.exchange.body:
            return self.fail("compressed", encoding=encoding)
        if not stream.is_sse and stream.ok:
            return self.fail("not-a-stream", content_type=stream.content_type or "?")
        if stream.failure is not None and not stream.chunks:
            return self.fail(
                "failed",
                message=stream.failure.message,
                curl=stream.failure.curl,
                kind=str(stream.failure.kind),
                seconds=round(stream.exchange.phases.end_s, 1),
            )
        if not stream.chunks:
            return self.fail("nothing", excerpt=stream.text[:200])
        if stream.error is not None and not any(chunk.choices for chunk in stream.chunks):
            return self.fail("error", message=stream.error.message[:200])
        return self.ok(chunks=len(stream.chunks))
