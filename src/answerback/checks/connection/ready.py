"""The promise that the model is loaded."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.gateway_forwards import gateway_of
from answerback.checks.connection.reached import Reached
from answerback.checks.probes import HELLO, MODELS
from answerback.server import Loading, named
from answerback.values.injections import ANY, Reply
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.meaning import Meaning, meaning
from answerback.wire.openai import Reading


class Ready(Check):
    """Reads what came for the list and the first chat; asks nothing of its own."""

    promise = Text(en="The model is loaded.", zh="模型已加载完成。")
    why = Text(
        en="Until then some servers answer 503, some refuse connections; both look like a dead service.",
        zh="加载期间有的服务端返回 503，有的拒绝连接，看起来都像服务挂了。",
    )
    level = SMOKE
    needs = (Reached,)
    after = (Answers,)
    severity = Severity.CRITICAL
    reasons = {
        "loading": Reason(
            Text(
                en="the service says that it is still loading: HTTP {status} {message}",
                zh="服务表示模型仍在加载：HTTP {status} {message}",
            ),
            Reply(
                on=ANY,
                status=503,
                body='{"error":{"message":"Loading model","type":"unavailable_error","code":503}}',
            ),
        ),
        "warming-up": Reason(
            Text(
                en="HTTP 503 without a word, as servers answer while they warm up",
                zh="HTTP 503 且没有任何说明，服务端预热期间通常如此",
            ),
        ),
    }

    def run(self) -> Steps:
        """A chat that was answered settles it."""
        heard: list[Reading] = yield (HELLO, MODELS)
        if heard[0].ok:
            return self.ok()
        for reading in heard:
            if not reading.ok and meaning(reading) is Meaning.LOADING:
                message = reading.error.message[:160] if reading.error else ""
                return self.fail("loading", status=reading.status, message=message)
        kind = named(self.setting.server) if self.setting.server else None
        silent = all(r.status == 503 and not r.text.strip() and not gateway_of(r) for r in heard)
        if silent and (kind is None or kind.while_loading is not Loading.BLOCKS):
            return self.warn("warming-up")
        return self.ok()
