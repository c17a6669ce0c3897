"""H11: events of the stream are broken or glued together."""

from __future__ import annotations

from answerback.checks.streaming.finishes import Finishes
from answerback.checks.streaming.framed import Framed
from answerback.checks.streaming.same_text import SameText
from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, BreakEvent
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class BrokenEvents(Fault):
    """Read as the specification says, however the bytes were cut on their way."""

    code = "H11"
    title = Text(en="Events of the stream are broken or run together", zh="流中的事件损坏或粘连")
    cause = Text(
        en="The server or a proxy writes events wrongly (at byte {offset}): JSON cut short, a line break inside, or "
        "the blank line between two events missing.",
        zh="服务端或代理写出的事件有误（第 {offset} 字节处）：JSON 被截断、中间有换行，或两个事件之间缺少空行。",
    )
    severity = Severity.MAJOR
    priority = 3
    level = SMOKE
    evidence = ("anomalyco/opencode#25858", "acheong08/ChatGPT-to-API#14")
    yields_to = ("H09",)
    seen_with = BreakEvent(on=STREAMED, index=2, how="glue")
    remedy = {
        None: Remedy(
            Text(
                en="Write each event as one line `data: JSON` and a blank line (`\\n\\n`); a gateway must not split on "
                "network reads or re-encode half events.",
                zh="每个事件写成一行 `data: JSON` 加一个空行（`\\n\\n`）；网关不能按网络分片切割，也不要转码半个事件。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """An event that is not JSON, or lines outside of any event."""
        if not seen.failed(Framed, "not-json", "glued", "unframed"):
            return None
        seen.failed(Finishes)
        seen.failed(Streams, "nothing")
        seen.failed(SameText)
        seen.chats(_damaged)
        return Diagnosis(Confidence.CERTAIN, {"offset": seen.facts(Framed)["offset"]}, covers=("E26", "G09", "I", "J"))


def _damaged(heard: Reading) -> bool:
    return bool(heard.broken) or any(event.stray for event in heard.events)
