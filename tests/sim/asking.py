"""Asks a simulated service one thing, in virtual time."""

from __future__ import annotations

from typing import Any

from answerback.sim.dialects import named
from answerback.sim.wire import SimWire, arrange
from answerback.values.asks import Chat
from answerback.values.asks import chat as chat_ask
from answerback.values.injections import Configure
from answerback.values.target import Secret, Setting, Target
from answerback.wire.openai import Reading


def ask(what: Any, dialect: str = "vllm", seed: int = 0, key: str | None = None, **settings: Any) -> Reading:
    """Return the reading of one ask to a right service."""
    return ask_all((what,), dialect, seed, key, **settings)[0]


def ask_all(
    asks: tuple[Any, ...], dialect: str = "vllm", seed: int = 0, key: str | None = None, **settings: Any
) -> list[Reading]:
    """Return the readings of several asks, one after the other, to the same service."""
    setup, _ = arrange(dialect, [Configure(name=name, value=value) for name, value in settings.items()])
    wire = SimWire(setup=setup, seed=seed)
    target = Target(wire.url, key=Secret(key) if key else None)
    setting = Setting(target, wire.url, model=named(dialect).served[0])
    found = []
    try:
        for number, one in enumerate(asks, 1):
            wire.start(number, one, setting)
            found.append(Reading(wire.finished()[0]))
    finally:
        wire.close()
    return found


def plain(*messages: Any, **options: Any) -> Chat:
    """Return a chat without thinking, greedy unless told otherwise."""
    given = {"temperature": 0, "chat_template_kwargs": {"enable_thinking": False}, **options}
    return chat_ask(*messages, **given)
