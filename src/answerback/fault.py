"""The shape of a fault: one root cause, concluded from results, readings and server facts alone."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

import msgspec

from answerback import found
from answerback.check import Check
from answerback.server import Server
from answerback.values.asked import Asked
from answerback.values.asks import Chat
from answerback.values.injections import Injection
from answerback.values.result import Confidence, Found, Result, Severity, Status
from answerback.values.target import STANDARD, Level, Setting
from answerback.values.text import Text
from answerback.wire.openai import Reading


class Remedy(msgspec.Struct, frozen=True):
    """What to change, and the exact flags in it; both may hold facts."""

    text: Text
    flags: tuple[str, ...] = ()

    def flags_with(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the flags with their facts; braces that are no fact's stay (JSON in an option)."""

        def filled(flag: str) -> str:
            for name, fact in facts.items():
                flag = flag.replace(f"{{{name}}}", str(fact))
            return flag

        return tuple(map(filled, self.flags))


class Case(msgspec.Struct, frozen=True):
    """One way in which a fault comes about, where its cause and remedy are others than the usual ones."""

    cause: Text
    remedy: Mapping[str | None, Remedy] = {}
    """Per server name, as a fault's; empty: the fault's own."""


class Seen:
    """What a fault may look at. Remembers which broken checks were consulted."""

    def __init__(
        self,
        results: Mapping[str, Result],
        readings: Mapping[int, Reading],
        setting: Setting,
        server: type[Server] | None,
        log: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.results = results
        self.readings = readings
        self.setting = setting
        self.server = server
        self.log = log or {}
        """What the server's log tells: fault codes and their facts."""
        self.consulted: list[str] = []

    def result(self, check: type[Check]) -> Result | None:
        """Return a check's result, or None if it did not run."""
        return self.results.get(check.id)

    def status(self, check: type[Check]) -> Status | None:
        """Return a check's status, or None if it did not run."""
        result = self.results.get(check.id)
        return result.status if result else None

    def broke(self, check: type[Check], *reasons: str) -> bool:
        """Whether the check failed, warned or found something ignored (for one of the reasons, if given)."""
        return self._is(check, (Status.FAIL, Status.WARN, Status.IGNORED), reasons)

    def failed(self, check: type[Check], *reasons: str) -> bool:
        """Whether the check failed (for one of the reasons, if given)."""
        return self._is(check, (Status.FAIL,), reasons)

    def ignored(self, check: type[Check], *reasons: str) -> bool:
        """Whether the check found a parameter ignored."""
        return self._is(check, (Status.IGNORED,), reasons)

    def unsupported(self, check: type[Check], *reasons: str) -> bool:
        """Whether the service declined clearly."""
        return self._is(check, (Status.UNSUPPORTED,), reasons)

    def passed(self, check: type[Check]) -> bool:
        """Whether the promise was tested and holds."""
        return self.status(check) is Status.PASS

    def facts(self, check: type[Check]) -> dict[str, Any]:
        """Return a check's facts, or an empty dict."""
        result = self.results.get(check.id)
        return result.facts if result else {}

    def first(self, check: type[Check]) -> int:
        """Return the number of the first exchange that a check rests on, 0 if there is none."""
        result = self.results.get(check.id)
        return result.exchanges[0] if result is not None and result.exchanges else 0

    def rest_on(self, *numbers: int) -> None:
        """Consult every failed check that rests on one of these exchanges."""
        for result in self.results.values():
            if result.status is Status.FAIL and not set(numbers).isdisjoint(result.exchanges):
                self.consulted.append(result.check)

    def chats(self, holds: Callable[[Reading], bool]) -> int:
        """Consult every failed check that rests on a chat of which this holds; return the first such chat, or 0."""
        numbers = [n for n, heard in self.readings.items() if isinstance(heard.exchange.ask, Chat) and holds(heard)]
        self.rest_on(*numbers)
        return next(iter(numbers), 0)

    def _is(self, check: type[Check], statuses: tuple[Status, ...], reasons: tuple[str, ...]) -> bool:
        result = self.results.get(check.id)
        if result is None or result.status not in statuses or (reasons and result.reason not in reasons):
            return False
        self.consulted.append(check.id)
        return True


class Diagnosis(msgspec.Struct, frozen=True):
    """A fault's conclusion with facts for its sentences."""

    confidence: Confidence
    facts: dict[str, Any] = {}
    severity: Severity | None = None
    """Another severity than the fault's usual one."""
    exchange: int = 0
    """The exchange that shows it best; 0: the first of the checks it rests on."""
    covers: tuple[str, ...] = ()
    """Beginnings of codes (`E`, `K07`) that show nothing of their own while this fault is there, unless only possibly.

    `yields_to` says the same from the other side, for the few codes that a fault knows to explain it better.
    """


class Fault:
    """One root cause: what it means, why it happens, the remedy per server."""

    code: ClassVar[str]
    title: ClassVar[Text]
    cause: ClassVar[Text]
    severity: ClassVar[Severity] = Severity.MAJOR
    priority: ClassVar[int] = 2
    """3 common and costly, 2 should be caught, 1 nice."""
    level: ClassVar[Level] = STANDARD
    """The lowest level at which it is found."""
    remedy: ClassVar[Mapping[str | None, Remedy]]
    """Per server name (`vllm`, `nginx` …); None for any other."""
    evidence: ClassVar[tuple[str, ...]] = ()
    yields_to: ClassVar[tuple[str, ...]] = ()
    """Codes that explain the same symptoms better: if one of them is found, this one is not reported."""
    alike: ClassVar[tuple[str, ...]] = ()
    """Codes that nothing tells apart from it where it is played: both are named, and both as possible."""
    seen_with: ClassVar[Injection | tuple[Injection, ...] | None] = None
    """Injections that must lead to it (all at once)."""
    asked: ClassVar[Asked | None] = None
    """How the target must be asked for it to show, where that is part of the fault."""
    dialect: ClassVar[str] = "vllm"
    """The simulator's dialect in which `seen_with` is shown."""
    played: ClassVar[bool] = False
    """Whether it can be brought about in one process: by injections, or by the way of asking."""

    cases: ClassVar[Mapping[str, Case]] = {}
    """Other ways in which it comes about, by a name that log marks know."""
    assumes: ClassVar[Mapping[str, Any]] = {}
    """Facts for the sentences where a log does not tell them."""

    name: ClassVar[str]
    """From the file's name: `stream-without-done`."""

    def __init_subclass__(cls) -> None:
        file = cls.__module__.rpartition(".")[2]
        cls.name = re.sub(r"^[a-z]\d+_", "", file).replace("_", "-")
        cls.played = cls.seen_with is not None or cls.asked is not None

    def explains(self, seen: Seen) -> Confidence | Diagnosis | None:
        """Return how sure it is that this fault is there, or None."""
        raise NotImplementedError(f"{self.code} does not say what it explains")


class Logged(Fault):
    """A root cause that shows itself in the server's log alone: the server does not answer (any more).

    Its signs are data: `Failure`s with its code, in the files under logs/marks.
    """

    severity = Severity.CRITICAL

    def works_out(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return figures for the remedy that follow from those of the log."""
        return {}

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The log says so."""
        facts = seen.log.get(self.code)
        return None if facts is None else Diagnosis(Confidence.CERTAIN, {**self.assumes, **facts})


@cache
def load() -> tuple[type[Fault], ...]:
    """Return every fault known, by code."""
    from answerback import faults

    kinds: list[type[Fault]] = []
    for name, _ in found.modules(faults):
        kinds += [
            thing
            for thing in vars(importlib.import_module(name)).values()
            if isinstance(thing, type) and issubclass(thing, Fault) and thing.__module__ == name
        ]
    return tuple(sorted(kinds, key=lambda fault: fault.code))


def named(code: str) -> type[Fault] | None:
    """Return the fault with that code."""
    return next((fault for fault in load() if fault.code == code.upper()), None)


UNEXPLAINED = "U00"
"""Code of a broken promise for which no known cause fits."""
OF_WORDS = ("C08", "E", "F", "G", "I", "J", "K01", "K07", "L07", "M02", "M06", UNEXPLAINED)
"""What rests on the words of an answer, so that it is worth nothing where another request's answer may come back."""


def diagnose(
    results: Mapping[str, Result],
    readings: Mapping[int, Reading],
    setting: Setting,
    server: type[Server] | None,
    checks: Sequence[type[Check]],
    crashed: dict[str, Exception] | None = None,
) -> tuple[Found, ...]:
    """Return the faults, most likely and most severe first.

    A failed check that no fault rests on is reported as such, never swallowed. What a fault's detector raises goes
    into `crashed` by its code, and the others are still heard; without `crashed` it is raised.
    """
    found: dict[str, Found] = {}
    yields: dict[str, tuple[str, ...]] = {}
    covers: dict[str, tuple[str, ...]] = {}
    for kind in load():
        seen = Seen(results, readings, setting, server)
        try:
            said = kind().explains(seen)
        except Exception as error:
            if crashed is None:
                raise
            crashed[kind.code] = error
            continue
        if said is None:
            continue
        diagnosis = said if isinstance(said, Diagnosis) else Diagnosis(said)
        because = tuple(dict.fromkeys(seen.consulted))
        exchange = diagnosis.exchange or next((n for c in because for n in results[c].exchanges[-1:]), 0)
        severity = diagnosis.severity or kind.severity
        found[kind.code] = Found(kind.code, diagnosis.confidence, severity, diagnosis.facts, because, exchange)
        yields[kind.code] = kind.yields_to
        covers[kind.code] = diagnosis.covers if diagnosis.confidence is not Confidence.POSSIBLE else ()
    kept = [f for f in found.values() if not any(code in found for code in yields[f.code])]
    covered = tuple(start for f in kept for start in covers[f.code])
    kept += _unexplained(results, checks, found.values())
    kept = [f for f in kept if not f.code.startswith(covered)]
    return tuple(sorted(kept, key=lambda f: (f.severity.rank, f.confidence.rank, f.code == UNEXPLAINED, f.code)))


def _unexplained(
    results: Mapping[str, Result], checks: Sequence[type[Check]], found: Iterable[Found]
) -> Iterator[Found]:
    """Yield every broken promise on which no fault rests.

    A parameter without effect is one too, unless nobody owes it or the product's documentation says so.
    """
    explained = {check for f in found for check in f.because}
    for check in checks:
        result = results.get(check.id)
        if any(other.id in explained for other in check.when_failed):
            continue  # it only looked for the cause, and a cause was found
        if result is not None and _broken(result) and check.id not in explained:
            facts = {"check": check.id, "reason": result.reason, **result.facts}
            last = result.exchanges[-1] if result.exchanges else 0
            yield Found(UNEXPLAINED, Confidence.LIKELY, check.severity, facts, (check.id,), last)


def _broken(result: Result) -> bool:
    owed = result.facts.get("owed", True) and not result.facts.get("documented")
    return result.status is Status.FAIL or (result.status is Status.IGNORED and bool(owed))
