"""Refusals for want of room, found among all answers of a run: because of others in flight, or of a rate."""

from __future__ import annotations

import msgspec

from answerback.fault import Seen
from answerback.values.asks import Chat
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


class Refused(msgspec.Struct, frozen=True):
    """One request that was turned away."""

    reading: Reading
    crowded: bool
    """Another request was in flight when it came."""

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
    chats = [r for r in seen.readings.values() if isinstance(r.exchange.ask, Chat) and not r.exchange.ask.burst]
    out = []
    for reading in chats:
        if reading.status not in (429, 503, 529) or meaning(reading) in (Meaning.LOADING, Meaning.CHANNEL):
            continue
        found = Refused(reading, any(_during(reading, other) for other in chats if other is not reading))
        if not QUOTA.search(found.words):
            out.append(found)
    return out


def _during(one: Reading, other: Reading) -> bool:
    """Whether the other request was in flight when this one came."""
    began, ended = other.exchange.started_ns, other.exchange.started_ns + int(other.exchange.phases.end_s * 1e9)
    return began <= one.exchange.started_ns < ended


def absorb(seen: Seen, found: list[Refused]) -> None:
    """Rest on every failed check that met one of these refusals."""
    numbers = {one.reading.number for one in found}
    for result in seen.results.values():
        if result.status is Status.FAIL and numbers & set(result.exchanges):
            seen.consulted.append(result.check)
