"""Whether a service generates: a chat of one token, because neither an open port nor a green /health says so."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from answerback.values.asks import AnyAsk, ListModels, chat
from answerback.values.target import Secret, Setting, Target
from answerback.wire.curl import CurlWire
from answerback.wire.openai import Reading

LIST_S = 5.0
SAY_S = 120.0
"""A first answer may wait for the model (Ollama, transformers serve) or for kernels to be compiled."""


class State(StrEnum):
    """What became of a try."""

    CLOSED = "closed"
    """Nothing listens."""
    LOADING = "loading"
    """It answers that it is not ready."""
    REFUSES = "refuses"
    """It answers, but not with an answer: the check will say why."""
    SPEAKS = "speaks"


class Heard(msgspec.Struct, frozen=True):
    """What became of a try."""

    state: State
    models: tuple[str, ...] = ()
    """Names that it lists."""
    said: str = ""
    """Its words where it refused."""


def listen(base: str, key: str | None = None) -> Heard:
    """Return whether it lists models yet, and which."""
    reading = _ask(ListModels(wait_s=LIST_S, direct=True), base, key)
    if reading.failure is not None:
        return Heard(State.CLOSED)
    if not reading.ok:
        return _refused(reading)
    data = reading.json.get("data") if isinstance(reading.json, dict) else None
    names = [str(card.get("id", "")) for card in data if isinstance(card, dict)] if isinstance(data, list) else []
    return Heard(State.SPEAKS, tuple(name for name in names if name))


def speak(base: str, model: str, key: str | None = None) -> Heard:
    """Ask for one token."""
    reading = _ask(chat("Say OK.", model=model, temperature=0, max_tokens=1, wait_s=SAY_S, direct=True), base, key)
    if reading.failure is not None:
        return Heard(State.CLOSED)
    if reading.ok and reading.answer.choices:
        return Heard(State.SPEAKS, (model,))
    return _refused(reading)


def _refused(reading: Reading) -> Heard:
    said = reading.error.message if reading.error is not None else reading.text[:200]
    return Heard(State.LOADING if reading.status in (404, 425, 503) else State.REFUSES, said=said)


def _ask(ask: AnyAsk, base: str, key: str | None) -> Reading:
    """Send one ask and wait for it; this machine is never asked through a proxy."""
    wire = CurlWire()
    target = Target(base, key=Secret(key) if key else None, timeout_s=SAY_S)
    try:
        wire.start(1, ask, Setting(target, base))
        while not (done := wire.finished()):
            pass
        return Reading(done[0])
    finally:
        wire.close()
