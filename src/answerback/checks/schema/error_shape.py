"""The promise that an error comes in the envelope that clients of the protocol decode."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import NO_MESSAGES, UNKNOWN_MODEL, WRONG_TYPE
from answerback.values.answer import ErrorShape
from answerback.values.injections import Configure, Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class ErrorShapeKnown(Check):
    """Reads the refusals that are provoked anyway. Several products have an envelope of their own, by right."""

    promise = Text(
        en="An error is an object with `error.message`.",
        zh="错误以带有 `error.message` 的对象返回。",
    )
    why = Text(
        en="A client that looks for `error.message` shows an empty or a wrong message otherwise.",
        zh="否则按 `error.message` 取值的客户端只能显示空的或错误的提示。",
    )
    needs = (Answers,)
    severity = Severity.INFO
    reasons = {
        "other": Reason(
            Text(en="errors come as {shape}: {excerpt}", zh="错误的格式是 {shape}：{excerpt}"),
            Configure(name="version", value="0.10.0"),
        ),
        "unreadable": Reason(
            Text(
                en="an error (HTTP {status}) says nothing that a client can read: {excerpt}",
                zh="错误响应（HTTP {status}）里没有客户端能读取的内容：{excerpt}",
            ),
            Reply(on=When(has="temperature", equals="hot"), status=400, body=""),
        ),
    }

    def run(self) -> Steps:
        """Compare the envelopes of the refusals."""
        heard: list[Reading] = yield (WRONG_TYPE, NO_MESSAGES, UNKNOWN_MODEL)
        refused = [one for one in heard if one.failure is None and one.status >= 400]
        blank = next((one for one in refused if one.error is None or one.error.shape in _BLANK), None)
        if blank is not None:
            shape = str(blank.error.shape) if blank.error else "unknown"
            return self.warn("unreadable", status=blank.status, excerpt=blank.text[:120], shape=shape)
        other = next((one for one in refused if one.error and one.error.shape is not ErrorShape.OPENAI), None)
        if other is not None and other.error is not None:
            return self.warn("other", shape=str(other.error.shape), excerpt=other.text[:120], status=other.status)
        nested = next((one for one in refused if not _worded(one)), None)
        if nested is not None:
            return self.warn("other", shape="nested", excerpt=nested.text[:120], status=nested.status)
        return self.ok(shape="openai") if refused else self.unknown("", root=Answers.id)


_BLANK = (ErrorShape.EMPTY, ErrorShape.HTML)


def _worded(heard: Reading) -> bool:
    """Whether `error.message` is a text."""
    error = heard.json.get("error") if isinstance(heard.json, dict) else None
    return isinstance(error, dict) and isinstance(error.get("message"), str)
