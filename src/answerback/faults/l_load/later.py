"""An engine that answered at first and gave up later in the run: which request was the last before that."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from answerback.checks.limits.healthy_afterwards import HealthyAfterwards
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.fault import Seen
from answerback.values.asks import Chat, HangUp
from answerback.values.result import Status
from answerback.wire.openai import Reading

JUST_S = 2.0
"""Seconds between a hang-up and the first silence within which the one is the other's cause."""


class Blame(StrEnum):
    """What was asked when the engine gave up."""

    NOBODY = "nobody"
    """Ordinary chats only."""
    REQUEST = "request"
    """A schema (J07), or too long a prompt (K06)."""
    HANG_UP = "hang-up"
    """A stream that had just been abandoned (L11)."""


def blame(seen: Seen, reason: str, gave_up: Callable[[Reading], bool]) -> Blame | None:
    """Return what an engine gave up at that answers nothing in the end; None where it does answer."""
    if not seen.failed(HealthyAfterwards, reason):
        return None
    broken = first_broken(seen, gave_up)
    if not broken:
        return None
    too_long = seen.result(RefusesTooLong)
    numbers = too_long.exchanges if too_long is not None else ()
    if any(_special(reading, numbers) for reading in broken):
        return Blame.REQUEST
    since = broken[0].exchange.started_ns / 1e9
    left = [r.exchange for r in seen.readings.values() if isinstance(r.exchange.ask, HangUp) and r.status == 200]
    gone = any(one.started_ns / 1e9 <= since <= one.started_ns / 1e9 + one.phases.end_s + JUST_S for one in left)
    return Blame.HANG_UP if gone else Blame.NOBODY


def first_broken(seen: Seen, gave_up: Callable[[Reading], bool]) -> list[Reading]:
    """Return the first chat that met a broken engine, and those that were under way with it."""
    chats = [r for r in seen.readings.values() if isinstance(r.exchange.ask, Chat) and gave_up(r)]
    chats.sort(key=lambda reading: reading.exchange.started_ns)
    until = chats[0].exchange.started_ns + chats[0].exchange.phases.end_s * 1e9 if chats else 0.0
    return [reading for reading in chats if reading.exchange.started_ns <= until]


def absorb_silent(seen: Seen, gave_up: Callable[[Reading], bool]) -> None:
    """Rest on every failed check that met the broken engine."""
    silent = {number for number, reading in seen.readings.items() if gave_up(reading)}
    for result in seen.results.values():
        if result.status is Status.FAIL and silent & set(result.exchanges):
            seen.consulted.append(result.check)


def _special(reading: Reading, too_long: tuple[int, ...]) -> bool:
    ask = reading.exchange.ask
    return isinstance(ask, Chat) and ("response_format" in ask.options or reading.number in too_long)
