"""The promise that a stream reports what it cost when asked to."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO_STREAM
from answerback.checks.streaming.streams import Streams
from answerback.checks.usage.reported import UsageReported
from answerback.values.injections import STREAMED, DropEvent, DropRequest
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class UsageStreamed(Check):
    """`stream_options.include_usage` leads to one usage report; in which chunk is a matter of dialect."""

    promise = Text(
        en="A stream reports its cost when asked to (stream_options.include_usage).",
        zh="设置 stream_options.include_usage 后，流会报告 token 用量。",
    )
    why = Text(
        en="Streamed requests cannot be billed or budgeted without it.",
        zh="没有用量，流式请求就无法计费，也无法控制预算。",
    )
    needs = (Streams,)
    after = (UsageReported,)
    severity = Severity.MINOR
    reasons = {
        "missing": Reason(
            Text(
                en="{chunks} chunks came, none with usage, although include_usage was set",
                zh="设置了 include_usage，但 {chunks} 个数据块里都没有 usage",
            ),
            (DropRequest(on=STREAMED, path="stream_options"), DropEvent(on=STREAMED, text='"usage":{')),
        ),
        "cut": Reason(
            Text(en="the stream broke off before its end", zh="流在结束之前就中断了"),
        ),
    }

    def run(self) -> Steps:
        """Look for usage in the first stream, which asked for it."""
        stream: Reading = yield HELLO_STREAM
        usage = stream.answer.usage
        if usage is not None:
            return self.ok(prompt=usage.prompt, completion=usage.completion)
        first = stream.answer.first
        ended = stream.done or (first is not None and first.finish_reason is not None)
        if stream.failure is not None or stream.error is not None or not ended:
            return self.unknown("cut")
        return self.fail("missing", chunks=len(stream.chunks))
