"""Finds where the API lies and which model to ask, with as few requests as that takes."""

from __future__ import annotations

import msgspec

from answerback.command import UsageError
from answerback.values.asks import ListModels
from answerback.values.exchange import Failure
from answerback.values.target import Setting, Target, spellings
from answerback.values.text import Text
from answerback.wire.curl import CurlWire
from answerback.wire.openai import Reading

NO_MODEL = Text(
    en="{url} lists no models ({why}); name one with --model",
    zh="{url} 没有给出模型列表（{why}）；请用 --model 指定",
)


class Unreachable(Exception):
    """No connection comes about; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def find(target: Target) -> Setting:
    """Return the base URL that answers and the model. Raises Unreachable, or UsageError where no model is known."""
    setting = Setting(target, spellings(target.url)[0], target.model)
    wire = CurlWire()
    try:
        why = ""
        for number, base in enumerate(spellings(target.url), 1):
            wire.start(number, ListModels(base=base), setting)
            reading = Reading(wire.finished()[0])
            if reading.failure is not None:
                raise Unreachable(reading.failure)
            models = _models(reading)
            if models:
                model = target.model or models[0]
                return msgspec.structs.replace(setting, base=base, model=model, models=models)
            why = why or f"HTTP {reading.status}"
        if target.model is not None:
            return setting
        raise UsageError(NO_MODEL, url=target.url, why=why)
    finally:
        wire.close()


def _models(reading: Reading) -> tuple[str, ...]:
    raw = reading.json
    cards = raw.get("data") if isinstance(raw, dict) and reading.ok else None
    cards = cards if isinstance(cards, list) else []
    return tuple(c["id"] for c in cards if isinstance(c, dict) and isinstance(c.get("id"), str))
