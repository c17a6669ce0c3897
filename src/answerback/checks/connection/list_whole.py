"""The promise that the list of models arrives whole."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached
from answerback.checks.probes import MODELS
from answerback.values.exchange import FailureKind
from answerback.values.injections import MODELS as ON_MODELS
from answerback.values.injections import Cut, Swallow
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

ENDS = {FailureKind.TOO_LARGE: "endless", FailureKind.STALLED: "slow"}
"""Answers that we stopped reading, not the service."""


class ListWhole(Check):
    """A list without an end, or one that stops half way, is a broken service even where chat works."""

    promise = Text(en="The list of models arrives whole.", zh="模型列表能完整返回。")
    why = Text(en="Clients that read it first hang or run out of memory.", zh="先读列表的客户端会卡住或耗尽内存。")
    level = SMOKE
    needs = (Reached,)
    severity = Severity.MAJOR
    reasons = {
        "endless": Reason(
            Text(
                en="{bytes} bytes in {seconds} s and no end: reading stopped at the limit of 16 MiB",
                zh="{seconds} 秒内收到 {bytes} 字节仍未结束：到 16 MiB 上限时停止读取",
            ),
            Swallow(on=ON_MODELS, bytes=0),
        ),
        "slow": Reason(
            Text(
                en="{bytes} bytes in {seconds} s and no end: reading stopped at the time limit",
                zh="{seconds} 秒内只收到 {bytes} 字节且没有结束：到时间上限时停止读取",
            ),
            Swallow(on=ON_MODELS, bytes=0, piece=1, every_s=1.0),
        ),
        "broken": Reason(
            Text(
                en="{kind} after {bytes} bytes: {message} (curl: ({curl}))",
                zh="收到 {bytes} 字节后 {kind}：{message}（curl: ({curl})）",
            ),
            Cut(on=ON_MODELS, bytes=40),
        ),
    }

    def run(self) -> Steps:
        """Look at how the list ended."""
        heard: Reading = yield MODELS
        if heard.failure is None or not heard.status:
            return self.ok()
        failure = heard.failure
        size = sum(len(piece.data) for piece in heard.exchange.pieces)
        seconds = round(heard.exchange.phases.end_s, 1)
        if failure.kind in ENDS:
            return self.fail(ENDS[failure.kind], kind=str(failure.kind), bytes=size, seconds=seconds)
        return self.fail("broken", kind=str(failure.kind), bytes=size, message=failure.message, curl=failure.curl)
