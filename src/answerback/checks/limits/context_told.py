"""The promise that the service says how long a prompt may be."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import MODELS
from answerback.values.asks import Ask, Get
from answerback.values.result import Severity
from answerback.values.target import Setting
from answerback.values.text import Text
from answerback.wire.openai import Reading

CARD_FIELDS = ("max_model_len", "context_length", "context_window", "max_context_length", "max_input_tokens")
"""vLLM and SGLang; OpenRouter; Groq; Mistral and LM Studio; several gateways."""
PAGES = {"llamacpp": "/props", "ollama": "/api/ps", "tgi": "/info", "lmstudio": "/api/v0/models"}
"""Where products tell it that do not say it in their list of models."""


class ContextTold(Check):
    """Reads model cards, and the one page of the recognised product that tells the context in force."""

    promise = Text(en="The service tells its context length.", zh="服务会告知上下文长度。")
    why = Text(
        en="A client that does not know it finds out by losing its prompt or by an error.",
        zh="客户端不知道上下文长度，就只能等到输入被截断或报错才发现。",
    )
    needs = (Answers,)
    after = (Recognised,)
    severity = Severity.INFO
    reasons = {
        "not-told": Reason(
            Text(en="neither the list of models nor a page of its own says so", zh="模型列表和自带页面都没有说明"),
            owed=False,
        ),
    }

    def run(self) -> Steps:
        """Look into the cards first; a page is asked only where the product has one."""
        facts = yield from told(self.setting)
        return self.ok(**facts) if facts["context"] is not None else self.unknown("not-told")


def told(setting: Setting) -> Generator[Ask, Any, dict[str, Any]]:
    """Ask for what the service says of its context; return `context` (None: nothing), `card`, `source`, `slots`."""
    models: Reading = yield MODELS
    card = _from_card(_card(models, setting))
    facts: dict[str, Any] = {"context": card, "card": card, "source": "models", "slots": None}
    path = PAGES.get(setting.server)
    if path is not None:
        page: Reading = yield Get(path=path, wait_s=5)
        said = page.json if page.ok and isinstance(page.json, dict) else {}
        in_force = _from_page(setting, said)
        if in_force is not None:
            facts.update(context=in_force, source=path)
        facts["slots"] = said.get("total_slots")
    return facts


def _card(models: Reading, setting: Setting) -> dict[str, Any]:
    raw = models.json if models.ok else None
    data = raw.get("data") if isinstance(raw, dict) else None
    cards = [card for card in data if isinstance(card, dict)] if isinstance(data, list) else []
    return next((card for card in cards if card.get("id") == setting.model), cards[0] if len(cards) == 1 else {})


def _from_card(card: dict[str, Any]) -> int | None:
    meta = card.get("meta")
    values = [card.get(name) for name in CARD_FIELDS] + [meta.get("n_ctx") if isinstance(meta, dict) else None]
    return next((value for value in values if _length(value)), None)


def _from_page(setting: Setting, said: dict[str, Any]) -> int | None:
    """Return the context in force: llama.cpp's of one slot, Ollama's and LM Studio's of the loaded model."""
    settings = said.get("default_generation_settings")
    values: list[Any] = [settings.get("n_ctx") if isinstance(settings, dict) else None, said.get("max_total_tokens")]
    for name, field in (("models", "context_length"), ("data", "loaded_context_length")):
        rows = said.get(name)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and setting.model in (row.get("id"), row.get("name"), row.get("model")):
                values.append(row.get(field))
    return next((value for value in values if _length(value)), None)


def _length(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 128
