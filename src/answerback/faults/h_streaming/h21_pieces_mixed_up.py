"""H21: pieces of a stream come twice, in another order or behind its end."""

from __future__ import annotations

from answerback.checks.streaming.nothing_after import NothingAfter
from answerback.checks.streaming.same_text import SameText
from answerback.checks.thinking.same_streamed import ThoughtSameStreamed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, RepeatEvent
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text

HIDES = ("E26", "G09", "I", "J")
"""What is read from such streams and proves nothing: calls and JSON that no longer fit together."""


class PiecesMixedUp(Fault):
    """All the words of the whole answer are there, only not once each, or not where they belong."""

    code = "H21"
    title = Text(
        en="Pieces of a stream come twice, out of order or behind its end", zh="流式内容重复、乱序，或出现在结尾之后"
    )
    cause = Text(
        en="The whole answer has each piece once and in its place, the stream does not ({shown!r}): a gateway sends "
        "all of the text so far with each chunk, tries again into an open stream, or passes chunks on from several "
        "threads.",
        zh="非流式回答里每一段都只出现一次、次序正确，流式却不是（{shown!r}）：网关在每个数据块里都重发已有的全文，"
        "重试时接着往同一个流里写，或用多个线程转发数据块。",
    )
    severity = Severity.MAJOR
    priority = 1
    evidence = ("QwenLM/qwen-code#3896", "tashfeenahmed/freellmapi#1007")
    yields_to = ("D05", "D06", "E13", "H06", "H08", "H09", "H11", "H17", "L05")
    seen_with = RepeatEvent(on=STREAMED, every=9)
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway forward each delta once, in the order in which it came, and nothing behind "
                "finish_reason and [DONE]; a stream that has begun must not be tried again. Where the upstream sends "
                "the text so far, cut off what was sent already.",
                zh="让网关按到达次序把每个增量只转发一次，finish_reason 和 [DONE] 之后不再输出；已经开始的流不能重试。"
                "如果上游每次返回累计全文，要先去掉已发送的部分。",
            )
        ),
        "dashscope": Remedy(
            Text(
                en="Use the compatible mode, or set `incremental_output: true` in DashScope's own API.",
                zh="使用兼容模式，或在 DashScope 原生接口里设置 `incremental_output: true`。",
            ),
            ("incremental_output: true",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The same again when asked again; what stands behind the end shows at once."""
        for check, reasons, sure in (
            (NothingAfter, (), Confidence.CERTAIN),
            (SameText, ("repeats", "reordered"), Confidence.CERTAIN),
            (ThoughtSameStreamed, ("repeats", "reordered"), Confidence.LIKELY),
        ):
            if seen.failed(check, *reasons):
                shown = seen.facts(check)["shown"] or seen.facts(check).get("streamed", "")
                return Diagnosis(sure, {"shown": shown}, covers=HIDES)
        return None
