"""The promise that a model which is not served is refused, by name."""

from __future__ import annotations

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import UNKNOWN_MODEL
from answerback.values.injections import CHAT, DropRequest, Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

_UNKNOWN = When(has="model", equals=UNKNOWN_MODEL.model)


class RefusesUnknownModel(Check):
    """A clean 4xx that says so. Products that serve one model under any name are right to answer."""

    promise = Text(
        en="A model that is not served is refused with a reason.", zh="请求不存在的模型会被明确拒绝并说明原因。"
    )
    why = Text(
        en="A typing error must not lead to another model's answers, nor to a message that names no cause.",
        zh="模型名写错时，不应由别的模型来回答，也不应只给出一条看不出原因的报错。",
    )
    needs = (Answers,)
    after = (Recognised,)
    severity = Severity.MINOR
    reasons = {
        "accepted": Reason(
            Text(
                en="the model {model} does not exist, and yet an answer came (as {answered})",
                zh="模型 {model} 并不存在，却得到了回答（返回的 model 是 {answered}）",
            ),
            DropRequest(on=CHAT, path="model"),
        ),
        "server-error": Reason(
            Text(en="HTTP {status} for an unknown model: {message}", zh="请求未知模型返回 HTTP {status}：{message}"),
            Reply(on=_UNKNOWN, status=500, body='{"error":{"message":"Internal Server Error","code":500}}'),
        ),
        "unclear": Reason(
            Text(
                en="HTTP {status}, but the message does not speak of the model: {message}",
                zh="HTTP {status}，但报错没有提到模型：{message}",
            ),
            Reply(on=_UNKNOWN, status=404, body='{"error":{"message":"Not Found","type":"x","code":404}}'),
        ),
        "not-judged": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }

    def run(self) -> Steps:
        """Ask for a model whose name nobody uses."""
        heard: Reading = yield UNKNOWN_MODEL
        error = heard.error
        message = error.message if error is not None else heard.failure.message if heard.failure else heard.text[:200]
        shape = str(error.shape) if error is not None else ""
        facts = {"model": UNKNOWN_MODEL.model, "status": heard.status, "message": message, "shape": shape}
        if heard.ok and error is None and heard.answer.first is not None:
            kind = server.named(self.setting.server) if self.setting.server else None
            facts["answered"] = heard.answer.model
            if kind is not None and kind.accepts_any_model:
                return self.ok(**facts)
            return self.warn("accepted", **facts)
        if heard.failure is not None or heard.status in (0, 401, 403, 408, 429, 503, 504):
            return self.unknown("not-judged", **facts)
        if heard.status >= 500:
            return self.fail("server-error", **facts)
        named = any(word in message.lower() for word in ("model", "deployment", "模型", str(UNKNOWN_MODEL.model)))
        if not named:
            return self.warn("unclear", **facts)
        return self.ok(**facts)
