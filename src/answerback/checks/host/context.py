"""The promise that the service was started with the context that its model has."""

from __future__ import annotations

from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.host.gpu import LOADED
from answerback.checks.probes import MODELS
from answerback.values.asks import Raw
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

SMALL = 4096
"""A context that nobody chooses: the default of wrappers."""
SHOW = Raw(method="POST", path="/api/show", body='{"model":"{model}"}', wait_s=10)


class ContextChosen(Check):
    """Ollama and llama.cpp tell both the context in use and that of the model."""

    promise = Text(
        en="The context is not a wrapper's small default.",
        zh="上下文长度不是启动器的默认小值。",
    )
    why = Text(
        en="Long prompts are cut or refused although the model could take them.",
        zh="模型明明支持更长的上下文，长提示却被截断或拒绝。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.INFO
    reasons = {
        "small": Reason(
            Text(
                en="{served} tokens of context in use, the model has {trained}",
                zh="实际上下文为 {served} token，而模型支持 {trained}",
            )
        ),
    }

    def run(self) -> Steps:
        """Compare the two numbers."""
        if self.setting.server == "llamacpp":
            models: Reading = yield MODELS
            served, trained = _of_card(models.json)
        elif self.setting.server == "ollama":
            loaded: Reading = yield LOADED
            shown: Reading = yield SHOW
            served, trained = _in_use(loaded.json), _of_model(shown.json)
        else:
            return self.not_needed()
        if not served or not trained:
            return self.not_needed()
        if served <= SMALL and trained >= 2 * served:
            return self.warn("small", served=served, trained=trained)
        return self.ok(served=served, trained=trained)


def _of_card(raw: Any) -> tuple[int, int]:
    data = raw.get("data") if isinstance(raw, dict) else None
    for card in data if isinstance(data, list) else []:
        meta = card.get("meta") if isinstance(card, dict) else None
        if isinstance(meta, dict):
            return _number(meta.get("n_ctx")), _number(meta.get("n_ctx_train"))
    return 0, 0


def _in_use(raw: Any) -> int:
    models = raw.get("models") if isinstance(raw, dict) else None
    lengths = [_number(m.get("context_length")) for m in models or () if isinstance(m, dict)]
    return max(lengths, default=0)


def _of_model(raw: Any) -> int:
    info = raw.get("model_info") if isinstance(raw, dict) else None
    lengths = [_number(v) for k, v in info.items() if k.endswith(".context_length")] if isinstance(info, dict) else []
    return max(lengths, default=0)


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
