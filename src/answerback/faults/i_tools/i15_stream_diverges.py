"""I15: calls come whole but not streamed."""

from __future__ import annotations

from answerback.checks.tools.streamed import CallsInStreams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import MoveToolCall, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class StreamDiverges(Fault):
    """The parser for whole answers works, the one for streams does not."""

    code = "I15"
    title = Text(en="Tool calls work whole but not streamed", zh="工具调用非流式正常，流式却不正常")
    cause = Text(
        en="The same question leads to a call in a whole answer; streamed it does not ({what}): the streaming half "
        "of the tool call parser is at fault, or the gateway's translation of chunks.",
        zh="同一个问题，非流式得到工具调用，流式却没有（{what}）：问题出在工具调用解析器的流式部分，"
        "或网关对数据块的转换。",
    )
    evidence = ("vllm-project/vllm#18791", "vllm-project/vllm#40806")
    yields_to = ("I01", "I04", "H11")
    seen_with = MoveToolCall(on=When(has="tools", stream=True), how="hermes")
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server: streaming parsers are fixed often. Until then send requests with tools "
                "unstreamed.",
                zh="升级服务：流式解析器经常有修复。在此之前，带工具的请求请用非流式。",
            ),
            ("stream: false",),
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM and check `--tool-call-parser` against the model; until then send requests with "
                "tools unstreamed.",
                zh="升级 vLLM，并核对 `--tool-call-parser` 与模型是否匹配；在此之前，带工具的请求请用非流式。",
            ),
            ("--tool-call-parser",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """No call that can be used where the whole answer has one; what differs otherwise harms less."""
        result = seen.result(CallsInStreams)
        what = {"what": result.reason if result is not None else ""}
        if seen.failed(CallsInStreams, "as-text", "lost", "broken", "refused", "renamed", "not-a-string"):
            return Diagnosis(Confidence.CERTAIN, what)
        if seen.broke(CallsInStreams, "left-over", "differs"):
            return Diagnosis(Confidence.LIKELY, what, Severity.MINOR)
        return None
