"""Refusals for want of room, found among all answers of a run: because of others in flight, or of a rate."""

from __future__ import annotations

import msgspec

from answerback.checks.connection.gateway_forwards import DEAD
from answerback.fault import Seen
from answerback.patience import SILENCES, broken
from answerback.values.asks import Chat, HangUp
from answerback.values.pattern import lazy
from answerback.values.result import Status
from answerback.wire.meaning import Meaning, meaning
from answerback.wire.openai import Reading

BUSY = lazy(
    r"(?i)busy|overload|pending requests|capacity|concurren|queue.{0,12}full|too many (?:concurrent|parallel|running)|"
    r"max(?:imum)? (?:running|number of|parallel)|slots? (?:is |are )?(?:un)?available|繁忙|过载|并发"
)
RATE = lazy(
    r"(?i)rate.?limit|(?:requests|tokens|queries) per|per (?:minute|second|day)|\b[RT]PM\b|频率|限流|速率|每分钟"
)
QUOTA = lazy(r"(?i)insufficient_quota|exceeded your current quota|billing|余额|欠费")
AGAIN = lazy(r"(?i)(?:try again|retry|wait)[^.]{0,30}?\d+(?:\.\d+)? ?(?:s\b|ms\b|sec|min)|\d+ ?(?:秒|分钟)后")


OTHER = (400, 408, 500, 502, 504)
"""What some services answer when they are too busy: only their words tell it from a failure."""
ENOUGH = 3
"""So many requests that broke only beside others are no chance."""
PATIENCE = 20
"""A queue of a check's few requests is over in so many times the time of one."""
LEFT_S = 5.0
"""How long a place may still be taken when its client has hung up."""


class Refused(msgspec.Struct, frozen=True):
    """One request that was turned away."""

    reading: Reading
    crowded: bool
    """Another request, one that was let in, was in flight when it came."""

    @property
    def words(self) -> str:
        """What it was told."""
        error = self.reading.error
        return f"{error.message} {error.code} {error.type}" if error is not None else self.reading.text[:300]

    @property
    def told_when(self) -> bool:
        """Whether it was told when to come again."""
        names = {name.lower() for name, _ in self.reading.exchange.headers}
        wait = any(name.startswith(("retry-after", "x-ratelimit-reset", "ratelimit-reset")) for name in names)
        return wait or "ratelimit" in names or bool(AGAIN.search(self.words))


def refused(seen: Seen) -> list[Refused]:
    """Return the chats of this run that were turned away, those of deliberate bursts left out."""
    chats = [r for r in seen.readings.values() if isinstance(r.exchange.ask, Chat | HangUp)]
    others = [r for r in chats if r.ok or r.status == 0]
    out = []
    for reading in chats:
        ask = reading.exchange.ask
        if not isinstance(ask, Chat) or ask.burst or meaning(reading) in (Meaning.LOADING, Meaning.CHANNEL):
            continue
        if DEAD.search(reading.text[:4000]):
            continue
        found = Refused(reading, any(_during(reading, other) for other in others))
        plain = reading.status in (429, 503, 529)
        if (plain or (reading.status in OTHER and BUSY.search(found.words))) and not QUOTA.search(found.words):
            out.append(found)
    return out


def crowded_out(seen: Seen, status: int, words: str) -> list[Refused]:
    """Return the chats that were answered as those of a burst were that is known to have been too large.

    None where one of them was alone: then it is the same failure for another reason.
    """
    chats = [r for r in seen.readings.values() if isinstance(r.exchange.ask, Chat)]
    others = [r for r in chats if r.ok or r.status == 0]
    alike = [r for r in chats if r.status == status and r.error is not None and r.error.message[:160] == words]
    found = [Refused(one, any(_during(one, other) for other in others)) for one in alike]
    return found if all(one.crowded for one in found) else []


def broken_off(seen: Seen) -> list[Reading]:
    """Return the chats that got no answer while others were in flight, where that alone is why.

    None broke by itself, and of several the same was asked again alone and answered, far sooner than it was waited for.
    """
    chats = [r for r in seen.readings.values() if isinstance(r.exchange.ask, Chat) and not r.exchange.ask.burst]
    broke = [r for r in chats if broken(r) and not r.exchange.body]
    others = [r for r in chats if r.exchange.phases.end_s > 0]
    if any(not any(_during(one, other) for other in others if other is not one) for one in broke):
        return []
    mended = [one for one in broke if any(_mends(other, one) for other in chats)]
    return broke if len(broke) >= ENOUGH and len(mended) >= ENOUGH - 1 else []


def _mends(other: Reading, one: Reading) -> bool:
    """Whether the other is the same request, sent alone and answered."""
    if not other.ok or not other.exchange.ask.alone or _question(other) != _question(one):
        return False
    waited_s = one.exchange.phases.end_s
    silent = one.failure is not None and one.failure.kind in SILENCES
    return not silent or waited_s > PATIENCE * other.exchange.phases.end_s


def _question(reading: Reading) -> bytes:
    return msgspec.structs.replace(reading.exchange.ask, nth=0, alone=False).key()


def _during(one: Reading, other: Reading) -> bool:
    """Whether the other request was in flight when this one came."""
    began = other.exchange.started_ns
    left = isinstance(other.exchange.ask, HangUp) and one.status != 429  # which a rate may be the reason for
    grace_s = LEFT_S if left else 0.0
    ended = began + int((other.exchange.phases.end_s + grace_s) * 1e9)
    return began <= one.exchange.started_ns < ended


def absorb(seen: Seen, found: list[Refused]) -> None:
    """Rest on every failed check that met one of these refusals."""
    numbers = {one.reading.number for one in found}
    for result in seen.results.values():
        if result.status is Status.FAIL and numbers & set(result.exchanges):
            seen.consulted.append(result.check)
