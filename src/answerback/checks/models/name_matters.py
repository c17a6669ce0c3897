"""The promise that a made-up model name is refused: the negative control for everything said about models."""

from __future__ import annotations

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.listed import ModelsListed
from answerback.checks.probes import UNKNOWN_MODEL
from answerback.values.injections import SetRequest, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class NameMatters(Check):
    """Many products serve their one model under any name by design; then nothing is wrong."""

    promise = Text(en="A model name that does not exist is not served.", zh="不存在的模型名不会被受理。")
    why = Text(
        en="Where any name is accepted, a typing error is answered by another model than the one that was meant.",
        zh="如果什么名字都受理，写错名字时就会由另一个模型来回答，而用户毫不知情。",
    )
    needs = (Answers,)
    after = (ModelsListed,)
    severity = Severity.MINOR
    reasons = {
        "any-accepted": Reason(
            Text(
                en="the made-up name {asked!r} is served (as {answered!r})",
                zh="杜撰的模型名 {asked!r} 也得到了回答（响应里的模型为 {answered!r}）",
            ),
            SetRequest(on=When(has="model"), path="model", value="Qwen/Qwen3-0.6B"),
        ),
    }

    def run(self) -> Steps:
        """Ask for one token of a model that nobody has."""
        heard: Reading = yield UNKNOWN_MODEL
        answer = heard.answer
        if not (heard.ok and answer.error is None and answer.choices):
            return self.ok(refused=heard.status)
        kind = server.named(self.setting.server) if self.setting.server else None
        if kind is not None and kind.accepts_any_model:
            return self.ok(refused=0, by_design=True)
        facts = {"asked": UNKNOWN_MODEL.model, "answered": answer.model, "listed": len(self.setting.models)}
        return self.warn("any-accepted", known_product=kind is not None and not kind.gateway, **facts)
