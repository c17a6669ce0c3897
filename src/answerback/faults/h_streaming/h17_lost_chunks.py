"""H17: chunks of a stream are lost."""

from __future__ import annotations

from answerback.checks.streaming.same_text import SameText
from answerback.checks.thinking.same_streamed import ThoughtSameStreamed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, DropEvent
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class LostChunks(Fault):
    """Words are missing that the whole answer has, at temperature 0, again and again."""

    code = "H17"
    title = Text(en="Words are lost in streams", zh="流式输出会丢字")
    cause = Text(
        en="Chunks are lost between the engine and the client: deltas with several tokens (speculative decoding, async "
        "scheduling) are cut, or a gateway drops events. Missing: {shown!r}",
        zh="数据块在引擎与客户端之间丢失：一个增量含多个 token（投机解码、异步调度）时被截断，或网关丢了事件。缺失："
        "{shown!r}",
    )
    severity = Severity.MAJOR
    priority = 3
    evidence = ("vllm-project/vllm#30099", "vllm-project/vllm#30437", "MemTensor/MemOS#2234")
    yields_to = ("H08", "H09", "H11")
    seen_with = DropEvent(on=STREAMED, every=9)
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server; ask it directly, past the gateway, to see who loses them.",
                zh="升级服务端；绕过网关直接访问，确认是哪一段丢的。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM; until then run without `--async-scheduling` and `--speculative-config`, with "
                "`--stream-interval 1`.",
                zh="升级 vLLM；在此之前去掉 `--async-scheduling` 和 `--speculative-config`，并用 "
                "`--stream-interval 1`。",
            ),
            ("--async-scheduling", "--speculative-config", "--stream-interval 1"),
        ),
        "sglang": Remedy(
            Text(
                en="Upgrade SGLang; until then run without `--speculative-algorithm`.",
                zh="升级 SGLang；在此之前去掉 `--speculative-algorithm`。",
            ),
            ("--speculative-algorithm",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Holes in the answer, or in the thought."""
        if seen.failed(SameText, "holes"):
            seen.failed(ThoughtSameStreamed)
            return Diagnosis(Confidence.CERTAIN, {"shown": seen.facts(SameText)["shown"]}, covers=("J01", "J04"))
        if seen.failed(ThoughtSameStreamed, "holes"):
            return Diagnosis(Confidence.LIKELY, {"shown": seen.facts(ThoughtSameStreamed)["shown"]})
        return None
