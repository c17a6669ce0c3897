"""The promise that `stream: true` yields a stream."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO
from answerback.values.injections import STREAMED, Configure, Drop, Gzip, Hang, InsertEvent, Reply, Set, Unstream
from answerback.values.result import Result
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

FEW = 4
"""Chunks of a stream in which nothing needs to be said: its first, its last, and those of usage."""


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
        "no-choices": Reason(
            Text(en="{chunks} chunks, and none of them has choices", zh="共 {chunks} 个数据块，没有一个带 choices"),
            Set(on=STREAMED, path="choices", value=[]),
        ),
        "no-delta": Reason(
            Text(
                en="the choices of all {chunks} chunks have {found!r} and no `delta`",
                zh="{chunks} 个数据块的 choices 里只有 {found!r}，没有 `delta`",
            ),
            (
                Set(on=STREAMED, path="choices[*].message", value={"role": "assistant", "content": "Hello"}),
                Drop(on=STREAMED, path="choices[*].delta"),
            ),
        ),
        "no-text": Reason(
            Text(
                en="{chunks} chunks (finish_reason {finish!r}, {tokens} completion tokens) carry no text at all; the "
                "whole answer has some",
                zh="{chunks} 个数据块（finish_reason {finish!r}，{tokens} 个输出 token）里没有任何文本，而非流式有",
            ),
            (
                Set(on=STREAMED, path="choices[*].delta.content", value=None),
                Configure(name="thinking", value=False),
            ),
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
        return (yield from self._read(stream))

    def _read(self, stream: Reading) -> Generator[Any, Any, Result]:
        """Judge whether there is anything to read in the chunks of a stream that came to its end."""
        chunks = len(stream.chunks)
        whole: Reading = yield HELLO
        if not stream.ok or stream.error is not None or stream.broken or any(chunk.says for chunk in stream.chunks):
            return self.ok(chunks=chunks)
        choices = [choice for chunk in stream.chunks for choice in chunk.choices]
        if not choices and all(chunk.raw.get("choices") in (None, []) for chunk in stream.chunks):
            return self.fail("no-choices", chunks=chunks)
        other = next((name for choice in choices for name in ("message", "text") if name in choice), "")
        if other and not any("delta" in choice for choice in choices):
            return self.fail("no-delta", chunks=chunks, found=other)
        first, usage = whole.answer.first, stream.answer.usage
        tokens = usage.completion if usage is not None else None
        lost = tokens > 1 and not usage.reasoning if usage is not None and tokens is not None else len(choices) > FEW
        if lost and whole.ok and first is not None and first.text.strip():
            finish = stream.answer.first.finish_reason if stream.answer.first is not None else None
            return self.fail("no-text", chunks=chunks, finish=finish, tokens=tokens if tokens is not None else "?")
        return self.ok(chunks=chunks)
