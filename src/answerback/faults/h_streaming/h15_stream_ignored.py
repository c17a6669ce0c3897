"""H15: stream:true is ignored."""

from __future__ import annotations

from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, Unstream
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class StreamIgnored(Fault):
    """One body for a request that asked for a stream, or a refusal of streaming."""

    code = "H15"
    title = Text(en="Streaming is not available: one body comes instead", zh="不支持流式：返回的是一个完整响应")
    cause = Text(
        en="The gateway or the model behind it cannot stream, or `stream` is lost on the way.",
        zh="网关或它后面的模型不支持流式，或 `stream` 参数在途中丢失。",
    )
    severity = Severity.MAJOR
    yields_to = ("D01", "D02")
    priority = 2
    level = SMOKE
    seen_with = Unstream(on=STREAMED)
    remedy = {
        None: Remedy(
            Text(
                en='Let the gateway forward `"stream": true` and the response piece by piece; turn off response '
                "caching, "
                "moderation or guardrails that need the whole answer.",
                zh='让网关转发 `"stream": true` 并逐块转发响应；关闭需要完整回答的响应缓存、审核或护栏。',
            ),
            ('"stream": true',),
        ),
        "litellm": Remedy(
            Text(
                en="Remove `fake_stream`, `cache` and guardrails that run after the call for this model.",
                zh="去掉该模型的 `fake_stream`、`cache` 以及在调用后执行的护栏。",
            ),
            ("fake_stream",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A whole answer, or a clear refusal of streaming alone."""
        if seen.failed(Streams, "not-a-stream"):
            return Diagnosis(Confidence.CERTAIN)
        if seen.failed(Streams, "refused") and "stream" in str(seen.facts(Streams).get("message", "")).lower():
            return Diagnosis(Confidence.LIKELY)
        return None
