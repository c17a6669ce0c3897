"""Drives one stage of load: sends what is due, takes what has ended, and reads it when there is time.

In an open loop send times are planned and no late answer delays one; in a closed loop the next request goes out when
one has ended. What has ended is only put aside; it is read between two turns of the loop, a little at a time, so that
reading makes nobody late. Requests are handed on as records and forgotten.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from answerback.bench.digest import digest
from answerback.bench.flight import Address, Flight, Landed
from answerback.bench.loop import Loop
from answerback.bench.plan import Source, Stage, Work
from answerback.bench.record import Record
from answerback.values.exchange import FailureKind

SPREAD_NS = 1_000_000
"""Between the first requests of a closed loop: a thousand connections at once measure the listen queue."""
SPREAD_MOST_NS = 1_000_000_000
SLICE_NS = 1_000_000
"""Reading what has ended may take so long a turn."""
BACKLOG = 4000
"""Ended requests that wait to be read; beyond, they are read at once, late or not."""
STARTS = 64
"""Requests that one turn may send; between turns, bytes are taken in."""
PAUSE_NS, PAUSE_MOST_NS = 50_000_000, 1_000_000_000
"""A closed loop waits so long after a failure in a row, twice as long after each: refusals come by the thousand."""
HOPELESS = 10
"""So many failures and not one answer end a stage."""
GONE_NS = 2_000_000_000
"""So long without any connection, and the service is gone."""
CONNECTION = {
    FailureKind.REFUSED, FailureKind.CONNECT_TIMEOUT, FailureKind.UNREACHABLE, FailureKind.NAME, FailureKind.RESET,
    FailureKind.EMPTY, FailureKind.PROXY, FailureKind.TLS, FailureKind.CERTIFICATE,
}  # fmt: skip
LATEST_NS = 10_000_000_000
"""So long after its end, an open loop that cannot keep up with its plan gives up."""
FAR_NS = 50_000_000
"""The longest that a turn waits: a stop is noticed within it."""

Take = Callable[[Record, Landed], None]


class Driver:
    """One stage under way. `take` gets each record; `watch` is called now and then and may end the stage."""

    def __init__(
        self, stage: Stage, source: Source, address: Address, loop: Loop, take: Take, *,
        times: Iterator[int] | None = None, watch: Callable[[Driver], str] | None = None,
        budget_tokens: int | None = None, origin_ns: int | None = None,
    ) -> None:  # fmt: skip
        self.stage, self.source, self.address, self.loop, self.take = stage, source, address, loop, take
        self.times, self.watch, self.budget = times, watch, budget_tokens
        self.origin_ns = origin_ns if origin_ns is not None else time.monotonic_ns()
        self.flying: dict[Any, Flight] = {}
        self.idle: list[Flight] = []
        self.landed: deque[Landed] = deque()
        self.stopped = ""
        """Why nothing more is sent; empty while something is."""
        self.stopped_ns = 0
        self.sent = self.ended = self.ok = self.failed = self.in_a_row = self.spent = self.unsent = 0
        self.unfinished = 0
        self.most = stage.concurrency or 0
        self.waiting: Work | None = None
        """The next of an open loop, which is not due yet."""
        self.hold_ns = 0
        self.refused_since_ns: int | None = None
        self.hurry = False

    def stop(self, why: str, *, now: bool = False) -> None:
        """Send nothing more. `now`: also wait for nothing (what is under way is given up)."""
        if not self.stopped:
            self.stopped, self.stopped_ns = why, time.monotonic_ns()
        self.hurry = self.hurry or now

    def run(self) -> None:
        """Drive the stage to its end."""
        watch_ns = self.origin_ns
        try:
            while (self.flying or not self.stopped) and not self.hurry:
                now = time.monotonic_ns()
                due = self._send(now)
                if not self.flying and self.stopped:
                    break
                began = time.monotonic_ns()
                came = self.loop.turn(min(due, began + FAR_NS, began if self.landed else due))
                awake = self.loop.ready_ns
                self.loop.ended(self._land)
                self._read(hungry=not came)
                if awake >= watch_ns:
                    watch_ns = awake + 200_000_000
                    self._look(awake)
                self.loop.lag.busy_ns += time.monotonic_ns() - awake
            self._give_up()
        finally:
            while self.landed:
                self._read(hungry=True)
            for flight in (*self.flying.values(), *self.idle):
                flight.close()

    def _look(self, now: int) -> None:
        if self.refused_since_ns is not None and now - self.refused_since_ns > GONE_NS and self.ok:
            self.stop("service_gone")
        if self.watch is not None and (why := self.watch(self)):
            self.stop(why, now=why == "interrupted")

    # sending

    def _send(self, now: int) -> int:
        """Send what is due; return when the next is (monotonic ns)."""
        far = now + FAR_NS
        if self.stopped:
            return far
        if not self.stage.open and self._beyond(now - self.origin_ns):
            self.stop("duration")
            return far
        return min(self._send_planned(now) if self.stage.open else self._send_free(now), far)

    def _send_planned(self, now: int) -> int:
        for _ in range(STARTS):
            work = self.waiting or self._planned()
            if work is None:
                return now + FAR_NS
            assert work.planned_ns is not None
            if self._beyond(work.planned_ns) or self._beyond(now - self.origin_ns - LATEST_NS):
                self.unsent += not self._beyond(work.planned_ns)
                self.stop("duration")
                return now
            self.waiting = work
            due = self.origin_ns + work.planned_ns
            if due > time.monotonic_ns():
                return due
            self.waiting = None
            self._start(work)
        return now

    def _beyond(self, since_ns: int) -> bool:
        """Whether a time lies behind the end of the stage."""
        return self.stage.duration_s is not None and since_ns >= self.stage.duration_s * 1e9

    def _planned(self) -> Work | None:
        work = self._next()
        if work is None or work.planned_ns is not None:
            return work
        at = next(self.times, None) if self.times is not None else None
        if at is None:
            self.stop("requests" if self.stage.duration_s is None else "duration")
            return None
        return msgspec.structs.replace(work, planned_ns=at)

    def _send_free(self, now: int) -> int:
        if now < self.hold_ns:
            return self.hold_ns
        gap = min(SPREAD_NS, SPREAD_MOST_NS // max(1, self.most))
        for _ in range(STARTS):
            if len(self.flying) >= self.most:
                break
            if self.sent < self.most and (due := self.origin_ns + self.sent * gap) > now:
                return due
            work = self._next()
            if work is None:
                return now + FAR_NS
            self._start(work)
        else:
            return now
        return now + FAR_NS

    def _next(self) -> Work | None:
        """Return the next work, unless the stage or the budget is used up."""
        if self.stage.requests is not None and self.sent >= self.stage.requests:
            self.stop("requests")
            return None
        work = self.source.next()
        if work is None:
            if self.source.over:
                self.stop("work_over")
            return None
        if self.budget is not None and self.spent + work.max_tokens > self.budget:
            self.unsent += 1
            self.stop("budget")
            return None
        return work

    def _start(self, work: Work) -> None:
        flight = self.idle.pop() if self.idle else Flight(self.loop, self.address)
        self.flying[flight.handle] = flight
        self.sent += 1
        self.spent += work.max_tokens
        flight.start(work, time.monotonic_ns())

    # what has ended

    def _land(self, handle: Any, error: tuple[int, str] | None) -> None:
        flight = self.flying.pop(handle)
        landed = flight.end(error)
        self.idle.append(flight)
        self.landed.append(landed)
        self.ended += 1
        good = landed.failure is None and 200 <= landed.status < 300
        if good:
            self.in_a_row, self.refused_since_ns = 0, None
            return
        self.in_a_row += 1
        if landed.failure in CONNECTION:
            self.refused_since_ns = self.refused_since_ns or landed.end_ns
        elif landed.status:
            self.refused_since_ns = None
        if not self.stage.open and self.in_a_row > self.most:
            pause = min(PAUSE_MOST_NS, PAUSE_NS << min(10, self.in_a_row - self.most - 1))
            self.hold_ns = max(self.hold_ns, landed.end_ns + pause)

    def _read(self, *, hungry: bool) -> None:
        """Read what has ended: one, or as many as fit into a slice when nothing else is to do."""
        until = time.monotonic_ns() + SLICE_NS
        while self.landed:
            landed = self.landed.popleft()
            record = digest(landed, self.origin_ns)
            self.ok += record.ok
            self.failed += not record.ok
            self.spent += record.tokens - landed.work.max_tokens
            self.source.ended(record)
            self.take(record, landed)
            if not self.ok and self.failed >= max(HOPELESS, min(self.most, 3 * HOPELESS)):
                self.stop("hopeless", now=self.failed >= 3 * HOPELESS)
            if len(self.landed) < BACKLOG and (not hungry or time.monotonic_ns() >= until):
                return

    def _give_up(self) -> None:
        self.unfinished = len(self.flying)
        for handle, flight in list(self.flying.items()):
            self.loop.drop(handle)
            self.idle.append(flight)
        self.flying.clear()
