"""M06: the answer is made first and then dealt out as if it streamed."""

from __future__ import annotations

from answerback.checks.streaming.as_made import AsMade
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, HoldStream
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class FakeStreaming(Fault):
    """Looks like a stream, and is as slow as none: the first word waits for the last."""

    code = "M06"
    title = Text(en="Streaming is faked: the whole answer is made first", zh="假流式：先生成完整回答，再逐段吐出")
    cause = Text(
        en="The first word comes after {short} s for 8 tokens and after {long} s for 128, then the pieces follow "
        "evenly: a relay asks its upstream for a whole answer and cuts it up.",
        zh="8 个 token 时首字 {short} 秒，128 个时 {long} 秒，随后均匀吐出：中转站向上游请求了完整回答，再切成小段。",
    )
    severity = Severity.MINOR
    priority = 2
    evidence = ("wyeeeee/hajimi#74",)
    yields_to = ("E01",)
    seen_with = HoldStream(on=STREAMED, dribble_s=0.01)
    remedy = {
        None: Remedy(
            Text(
                en="Let the relay stream from its upstream; switch off its option for fake streaming, or take another "
                "one.",
                zh="让中转站向上游发起真正的流式请求；关闭其“假流式”选项，或换一家。",
            ),
            ('"stream": true',),
        ),
        "litellm": Remedy(
            Text(
                en="Remove `fake_stream: true` from the model's `litellm_params`.",
                zh="去掉该模型 `litellm_params` 里的 `fake_stream: true`。",
            ),
            ("fake_stream",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Held back, then evenly paced."""
        if not seen.failed(AsMade, "dribbled"):
            return None
        facts = seen.facts(AsMade)
        return Diagnosis(Confidence.LIKELY, {"short": facts["short"], "long": facts["long"]})
