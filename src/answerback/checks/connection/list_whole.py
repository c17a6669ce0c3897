"""The promise that the list of models arrives whole."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached
from answerback.checks.probes import MODELS
from answerback.values.injections import MODELS as ON_MODELS
from answerback.values.injections import Swallow
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class ListWhole(Check):
    """A list without an end, or one that stops half way, is a broken service even where chat works."""

    promise = Text(en="The list of models arrives whole.", zh="模型列表能完整返回。")
    why = Text(en="Clients that read it first hang or run out of memory.", zh="先读列表的客户端会卡住或耗尽内存。")
    level = SMOKE
    needs = (Reached,)
    severity = Severity.MAJOR
    reasons = {
        "broken": Reason(
            Text(
                en="{kind} after {bytes} bytes: {message} (curl: ({curl}))",
                zh="收到 {bytes} 字节后 {kind}：{message}（curl: ({curl})）",
            ),
            Swallow(on=ON_MODELS, bytes=0),
        ),
    }

    def run(self) -> Steps:
        """Look at how the list ended."""
        heard: Reading = yield MODELS
        if heard.failure is None or not heard.status:
            return self.ok()
        failure = heard.failure
        size = sum(len(piece.data) for piece in heard.exchange.pieces)
        return self.fail("broken", kind=str(failure.kind), bytes=size, message=failure.message, curl=failure.curl)
