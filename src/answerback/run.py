"""Orders the checks, sends each distinct ask once, yields results as they come, then the faults."""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import msgspec

from answerback import __version__, check, fault, server
from answerback.check import Check
from answerback.conclude import capabilities, cost, measure, plain, trace, untested, verdict
from answerback.values.asks import AnyAsk, Ask, Chat, HangUp, Look, Raw, without_system
from answerback.values.exchange import Exchange, Failure, FailureKind, Request
from answerback.values.report import Aim, Recognised, Report, Tool
from answerback.values.result import Found, Result, Status
from answerback.values.target import Level, Setting, Target, spellings
from answerback.wire import redact
from answerback.wire.curl import Wire
from answerback.wire.openai import Reading

GOOD = (Status.PASS, Status.WARN, Status.IGNORED)
"""Statuses after which the checks that need this one can run."""


class Run:
    """One run against one target. Iterate it for results in the order in which they come."""

    def __init__(
        self,
        target: Target,
        wire: Wire,
        level: Level,
        checks: Sequence[type[Check]] | None = None,
        *,
        muted: Collection[str] = (),
        strict: bool = False,
    ) -> None:
        """`muted`: ids of checks and codes of faults that run if others need them, but are not reported."""
        self.target, self.wire, self.level = target, wire, level
        self.muted, self.strict = frozenset(muted), strict
        self.checks = tuple(checks) if checks is not None else check.load(level)
        self.setting = Setting(target, spellings(target.url)[0], target.model, level=level)
        self.redactor = redact.for_target(target)
        self.results: dict[str, Result] = {}
        self.readings: dict[int, Reading] = {}
        self.asked: dict[bytes, int] = {}
        self.started_at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._waiting: dict[int, list[_Walk]] = {}
        self._queue: deque[tuple[int, AnyAsk]] = deque()
        self._in_flight: dict[int, AnyAsk] = {}
        self._results: deque[Result] = deque()
        self._spent = self._last = 0

    def __iter__(self) -> Iterator[Result]:
        pending = list(self.checks)
        while True:
            before = len(pending)
            pending = [kind for kind in pending if not self._try_start(kind)]
            while self._results:
                yield self._results.popleft()
            self._send()
            if self._results or len(pending) < before:
                continue
            if self._in_flight:
                for exchange in self.wire.finished():
                    self._receive(exchange)
            elif not pending:
                return
            else:  # needs that can never be known: our bug, never silence
                for kind in pending:
                    self._settle(kind, _untestable(kind, "not-run"))
                pending = []

    @property
    def under_way(self) -> list[type[Check]]:
        """The checks that wait for an answer (for showing progress; may be read from another thread)."""
        return list(dict.fromkeys(walk.kind for walks in list(self._waiting.values()) for walk in list(walks)))

    # --- checks ----------------------------------------------------------------------------------

    def _try_start(self, kind: type[Check]) -> bool:
        """Start a check whose needs are known (or settle it as untestable); False: not yet."""
        selected = {c.id for c in self.checks}
        for other in (*kind.needs, *kind.when_failed, *kind.after):
            if other.id in selected and other.id not in self.results:
                return False
        if kind.when_failed:
            seen = [self.results[c.id] for c in kind.when_failed if c.id in self.results]
            if not any(r.status in (Status.FAIL, Status.WARN, Status.IGNORED) for r in seen):
                self.results[kind.id] = Result(kind.id, Status.UNKNOWN, "", {"not_needed": True})
                return True
        for need in kind.needs:
            result = self.results.get(need.id)
            if result is not None and result.status not in GOOD:
                root = result.facts.get("root", need.id) if result.status is Status.UNKNOWN else need.id
                self._settle(kind, _untestable(kind, root))
                return True
        instance = kind(self.setting)
        try:
            steps = instance.run()
        except Exception as error:
            self._settle(kind, _crash(kind, error))
            return True
        self._advance(_Walk(kind, instance, steps), None)
        return True

    def _advance(self, walk: _Walk, value: Any) -> None:
        """Send a check what it waited for, and queue what it asks next."""
        try:
            wanted = walk.steps.send(value)
        except StopIteration as end:
            self._settle(walk.kind, end.value if end.value is not None else walk.check.ok(), walk.check)
            return
        except Exception as error:  # a check must never take the run down
            self._settle(walk.kind, _crash(walk.kind, error), walk.check)
            return
        walk.several = not isinstance(wanted, Ask)
        asks: list[Any] = [wanted] if isinstance(wanted, Ask) else list(wanted)
        walk.numbers = [self._number(ask) for ask in asks]
        walk.check.used += walk.numbers
        open_numbers = {n for n in walk.numbers if n not in self.readings}
        walk.left = len(open_numbers)
        for number in open_numbers:
            self._waiting.setdefault(number, []).append(walk)
        if not walk.left:
            self._advance(walk, self._heard(walk))

    def _heard(self, walk: _Walk) -> Any:
        readings = [self.readings[n] for n in walk.numbers]
        return readings if walk.several else readings[0]

    def _settle(self, kind: type[Check], result: Result, instance: Check | None = None) -> None:
        result = msgspec.structs.replace(result, facts=plain(result.facts, self.redactor))
        self.results[kind.id] = result
        if not result.facts.get("not_needed"):
            self._results.append(result)
        if instance is not None and result.status in GOOD:
            before = self.setting.base
            self.setting = instance.settle(self.setting, result.facts)
            if self.setting.base != before:  # what was asked of the old base says nothing of the new one
                self.asked = {
                    msgspec.structs.replace(r.exchange.ask, base=None).key(): number
                    for number, r in self.readings.items()
                    if r.exchange.ask.base == self.setting.base
                }

    # --- asks ------------------------------------------------------------------------------------

    def _number(self, ask: AnyAsk) -> int:
        """Return the exchange number of an ask, queueing it if it is new."""
        if self.setting.no_system:
            ask = _folded(ask)
        key = ask.key()
        if key not in self.asked:
            self._last += 1
            number = self.asked[key] = self._last
            joins = ask.burst and any(other.burst == ask.burst for other in self._in_flight.values())
            (self._queue.appendleft if joins else self._queue.append)((number, ask))  # a burst waits for nobody
        return self.asked[key]

    def _send(self) -> None:
        """Start queued asks as far as concurrency, solitude and budget allow."""
        limit = max(1, self.target.concurrency)
        while self._queue and (len(self._in_flight) < limit or self._queue[0][1].burst):
            number, ask = self._queue[0]
            if any(a.alone or ask.alone or a.burst != ask.burst for a in self._in_flight.values()):
                return
            self._queue.popleft()
            if isinstance(ask, Look):
                self._receive(self._look(number, ask))
                continue
            cost = price(ask)
            budget = self.target.budget_tokens
            if budget is not None and self._spent + cost > budget:
                failure = Failure(FailureKind.OVER_BUDGET, 0, "")
                self._receive(Exchange(number, ask, Request("", ""), failure=failure))
                continue
            setting = self._hurried()
            if setting is None:
                failure = Failure(FailureKind.OVER_TIME, 0, "")
                self._receive(Exchange(number, ask, Request("", ""), failure=failure))
                continue
            self._spent += cost
            self._in_flight[number] = ask
            self.wire.start(number, ask, setting)

    def _hurried(self) -> Setting | None:
        """Return the setting with no more time than the run has left; None when its deadline is over."""
        if self.target.deadline_s is None:
            return self.setting
        left_s = self.target.deadline_s - self.wire.now_ns() / 1e9
        if left_s <= 0:
            return None
        target = self.setting.target
        return msgspec.structs.replace(
            self.setting, target=msgspec.structs.replace(target, timeout_s=min(target.timeout_s, left_s))
        )

    def _look(self, number: int, ask: Look) -> Exchange:
        from answerback.host import look

        simulated = getattr(self.wire, "look", None)  # a simulated service lies on a simulated machine
        return (simulated or look.exchange)(number, ask, self.setting)

    def _receive(self, exchange: Exchange) -> None:
        self._in_flight.pop(exchange.number, None)
        self.readings[exchange.number] = Reading(exchange)
        for walk in self._waiting.pop(exchange.number, []):
            walk.left -= 1
            if not walk.left:
                self._advance(walk, self._heard(walk))

    # --- the end ---------------------------------------------------------------------------------

    def report(self) -> Report:
        """Run what is left, and return the whole as ids and facts."""
        for _ in self:
            pass
        faults = self.faults()
        product = self.setting.server
        results = tuple(self._judged().values())
        sent = [reading for _, reading in sorted(self.readings.items()) if reading.exchange.request.url]
        return Report(
            tool=Tool("answerback", __version__),
            target=Aim(
                self.redactor.text(self.target.url), self.setting.base, self.setting.model, self.setting.models,
                self.level.name, self.target.key_name if self.target.key is not None else "",
            ),
            server=Recognised(product, self.setting.version, self.setting.confidence),
            verdict=verdict(results, faults, self.checks),
            capabilities=capabilities(results, self.checks),
            results=results,
            faults=faults,
            untested=untested(results),
            cost=cost(sent),
            timing=measure(self.readings.values(), self.wire.now_ns() / 1e9),
            exchanges=tuple(trace(reading, self.redactor) for reading in sent),
            started_at=self.started_at,
            strict=self.strict,
        )  # fmt: skip

    def _judged(self) -> dict[str, Result]:
        """The results that count: run for their own sake, and not muted."""
        return {name: r for name, r in self.results.items() if not r.facts.get("not_needed") and name not in self.muted}

    def faults(self) -> tuple[Found, ...]:
        """Return the faults; the catalogue is not even loaded when every promise held."""
        results = self._judged()
        held = all(r.status in (Status.PASS, Status.UNKNOWN) and not r.facts.get("root") for r in results.values())
        if held and self.target.expected is None:
            return ()
        product = server.named(self.setting.server) if self.setting.server else None
        crashed: dict[str, Exception] = {}
        found = fault.diagnose(results, self.readings, self.setting, product, self.checks, crashed)
        for code, error in crashed.items():  # our bug: told as such, and the other faults still are
            self._settle_crash(f"fault.{code.lower()}", error)
        kept = [f for f in found if f.code not in self.muted]
        return tuple(msgspec.structs.replace(f, facts=plain(f.facts, self.redactor)) for f in kept)

    def _settle_crash(self, name: str, error: Exception) -> None:
        result = _crashed(name, error)
        self.results[name] = msgspec.structs.replace(result, facts=plain(result.facts, self.redactor))


class _Walk:
    """A check under way: its generator and the exchanges that it waits for."""

    def __init__(self, kind: type[Check], instance: Check, steps: check.Steps) -> None:
        self.kind, self.check, self.steps = kind, instance, steps
        self.numbers: list[int] = []
        self.several = False
        self.left = 0


def price(ask: AnyAsk) -> int:
    """Return the most completion tokens that an ask may cost."""
    if isinstance(ask, HangUp):
        return ask.chat.limit
    return ask.limit if isinstance(ask, Chat) else ask.cost if isinstance(ask, Raw) else 0


def _folded(ask: AnyAsk) -> AnyAsk:
    if isinstance(ask, HangUp):
        return msgspec.structs.replace(ask, chat=without_system(ask.chat))
    return without_system(ask) if isinstance(ask, Chat) else ask


def _untestable(kind: type[Check], root: str) -> Result:
    return Result(kind.id, Status.UNKNOWN, "", {"root": root})


def _crash(kind: type[Check], error: Exception) -> Result:
    return _crashed(kind.id, error)


def _crashed(name: str, error: Exception) -> Result:
    import traceback

    where = traceback.extract_tb(error.__traceback__)[-1]
    facts = {
        "error": f"{type(error).__name__}: {error}",
        "where": f"{where.filename.rpartition('/')[2]}:{where.lineno}",
    }
    return Result(name, Status.CRASH, "", facts)
