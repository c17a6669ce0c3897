"""G11: the last words of a thought are lost when it is streamed."""

from __future__ import annotations

from answerback.checks.thinking.same_streamed import ThoughtSameStreamed
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import STREAMED, MoveReasoning
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ThoughtTailLost(Fault):
    """A delta that holds the end of the thought and the beginning of the answer is dropped by the parser."""

    code = "G11"
    title = Text(en="The end of the thought is lost in streams", zh="流式输出丢失思考的结尾")
    cause = Text(
        en="When one delta holds the last words, the closing tag and the first of the answer (speculative decoding, a "
        "stream interval), the parser drops a part of it; the whole answer has all of it.",
        zh="当一个增量同时包含思考的最后几个字、结束标签和回答的开头（投机解码、较大的流式间隔）时，"
        "解析器会丢掉一部分；非流式则是完整的。",
    )
    severity = Severity.MINOR
    priority = 2
    evidence = ("vllm-project/vllm#43220", "vllm-project/vllm#41691", "vllm-project/vllm#55195")
    yields_to = ("H17",)
    seen_with = MoveReasoning(how="tail", on=STREAMED)
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server; until then stream token by token, without speculative decoding.",
                zh="升级服务端；在此之前逐 token 输出，不要用投机解码。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM; until then use `--stream-interval 1` and drop `--speculative-config`.",
                zh="升级 vLLM；在此之前用 `--stream-interval 1`，并去掉 `--speculative-config`。",
            ),
            ("--stream-interval 1", "--speculative-config"),
        ),
        "sglang": Remedy(
            Text(
                en="Upgrade SGLang; until then use `--stream-interval 1` and no `--speculative-algorithm`.",
                zh="升级 SGLang；在此之前用 `--stream-interval 1`，不要加 `--speculative-algorithm`。",
            ),
            ("--stream-interval 1", "--speculative-algorithm"),
        ),
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """The streamed thought is the beginning of the whole one; the answers agree."""
        return Confidence.LIKELY if seen.failed(ThoughtSameStreamed, "tail-lost") else None
