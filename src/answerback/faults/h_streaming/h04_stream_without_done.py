"""H04: the stream never says [DONE]."""

from __future__ import annotations

from answerback.checks.streaming.ends_with_done import EndsWithDone
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import STREAMED, DropEvent
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class StreamWithoutDone(Fault):
    """A finish_reason came, the connection ended, `[DONE]` never did."""

    code = "H04"
    title = Text(en="The stream never says [DONE]", zh="流没有以 [DONE] 收尾")
    cause = Text(
        en="The server or a gateway in front of it ends the stream by closing the connection, without `data: [DONE]`.",
        zh="服务端或前面的网关直接关闭连接来结束流，没有发送 `data: [DONE]`。",
    )
    severity = Severity.MINOR
    priority = 3
    level = SMOKE
    evidence = ("oobabooga/textgen#4778", "chand1012/openai-cf-workers-ai#7")
    seen_with = DropEvent(on=STREAMED, text="[DONE]")
    remedy = {
        None: Remedy(
            Text(
                en="Let the last event be `data: [DONE]` followed by a blank line; in a gateway, forward the "
                "upstream's.",
                zh="让最后一个事件是 `data: [DONE]` 加一个空行；如果是网关，请原样转发上游的这个事件。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """The stream finished properly in every other respect."""
        return Confidence.CERTAIN if seen.failed(EndsWithDone, "missing") else None
