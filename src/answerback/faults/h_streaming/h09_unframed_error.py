"""H09: an error is written into the stream without `data:`."""

from __future__ import annotations

from answerback.checks.streaming.finishes import Finishes
from answerback.checks.streaming.framed import Framed
from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, InsertEvent
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class UnframedError(Fault):
    """Parsers drop lines without a field name, so the client sees an empty or a short stream and no error."""

    code = "H09"
    title = Text(en="An error stands in the stream without `data:`", zh="流里的错误没有 `data:` 前缀")
    cause = Text(
        en="The server writes its error as plain JSON or text into an event stream; clients drop it and see nothing: "
        "{excerpt}",
        zh="服务端把错误以纯 JSON 或文本写进了事件流，客户端会丢弃它，什么也看不到：{excerpt}",
    )
    severity = Severity.MAJOR
    priority = 3
    level = SMOKE
    evidence = ("lemonade-sdk/lemonade#2826", "lemonade-sdk/lemonade#2975")
    seen_with = InsertEvent(on=STREAMED, index=3, text='{"error":{"message":"CUDA out of memory"}}\n', then_end=True)
    remedy = {
        None: Remedy(
            Text(
                en='Write it as an event: `data: {{"error": …}}` and a blank line, then `data: [DONE]`; and see to the '
                "error itself.",
                zh='以事件形式返回：`data: {{"error": …}}` 加空行，再发 `data: [DONE]`；并处理错误本身。',
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Bare lines that speak of an error."""
        if not seen.failed(Framed, "unframed-error"):
            return None
        seen.failed(Streams)
        seen.failed(Finishes)
        return Diagnosis(Confidence.CERTAIN, {"excerpt": seen.facts(Framed)["excerpt"]})
