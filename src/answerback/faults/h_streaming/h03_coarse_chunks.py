"""H03: many tokens in each chunk."""

from __future__ import annotations

from answerback.checks.streaming.coarse import SmallPieces
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, MergeEvents
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CoarseChunks(Fault):
    """A choice of the server: the text jerks, nothing is lost."""

    code = "H03"
    title = Text(en="The stream comes in large pieces", zh="流式输出的分段过大")
    cause = Text(
        en="{tokens} tokens came in {pieces} chunks: a stream interval, speculative decoding or a gateway that "
        "collects tokens.",
        zh="{tokens} 个 token 只分成 {pieces} 段：可能是流式间隔、投机解码，或网关攒了 token。",
    )
    severity = Severity.INFO
    priority = 2
    evidence = ("vllm-project/vllm#41691",)
    yields_to = ("H01", "H02", "H17")
    seen_with = MergeEvents(on=STREAMED, count=10)
    remedy = {
        None: Remedy(
            Text(
                en="Lower the server's stream interval; in a gateway pass each chunk on as it comes.",
                zh="减小服务端的流式间隔；网关应逐块转发。",
            )
        ),
        "vllm": Remedy(
            Text(en="Start with `--stream-interval 1`.", zh="启动时加 `--stream-interval 1`。"),
            ("--stream-interval 1",),
        ),
        "sglang": Remedy(
            Text(en="Start with `--stream-interval 1`.", zh="启动时加 `--stream-interval 1`。"),
            ("--stream-interval 1",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Tokens for each chunk."""
        if not seen.broke(SmallPieces):
            return None
        facts = seen.facts(SmallPieces)
        return Diagnosis(Confidence.CERTAIN, {"tokens": facts["tokens"], "pieces": facts["pieces"]})
