"""Several processes share a stage: each holds its part from the same moment on, and their counts are added up.

Percentiles come from the merged histograms, never from averages. A process that is lost is counted; the rest is kept.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

import msgspec

from answerback.bench.conduct import Conductor, Orders, told
from answerback.bench.histogram import Histogram
from answerback.bench.measure import Measure
from answerback.bench.plan import Stage
from answerback.bench.report import Client, Kept, StageReport

AHEAD_NS = 200_000_000
"""All parts begin so long after the last process was ready."""
PATIENCE_S = 60.0
"""The longest that a process may take to get ready."""
LOST = "process_lost"


class Ended(msgspec.Struct):
    """What is asked of a driver that is over."""

    stopped: str
    stopped_ns: int
    origin_ns: int
    unfinished: int
    unsent: int
    spent: int


class Part(msgspec.Struct):
    """What one process gives back."""

    measure: Any
    lag: Any
    client: Client
    ended: Ended
    kept: list[Kept]


def share(stage: Stage, worker: int, of: int) -> Stage:
    """Return a process's part: what is under way and the requests are divided; the rate is, by taking turns."""

    def part(whole: int | None) -> int | None:
        return None if whole is None else whole // of + (worker < whole % of)

    return msgspec.structs.replace(stage, concurrency=part(stage.concurrency), requests=part(stage.requests))


class Fleet(Conductor):
    """A conductor whose stages are held by several processes. `make(worker)` must be importable: it is sent to them."""

    def __init__(self, orders: Orders, make: Callable[[int], Orders], processes: int) -> None:
        super().__init__(orders)
        self.make, self.processes = make, processes

    def stage(self, stage: Stage, position: int = 0, origin_ns: int | None = None) -> StageReport:
        """Hold one level of load with all processes, and return the figures of those that came back."""
        of = min(self.processes, stage.concurrency or self.processes)
        context = multiprocessing.get_context("spawn")
        left = None if self.orders.budget_tokens is None else (self.orders.budget_tokens - self.spent) // of
        workers = []
        for worker in range(of):
            here, there = context.Pipe()
            arguments = (there, self.make, stage, position, worker, of, left)
            process = context.Process(target=_hold, args=arguments, daemon=True)
            process.start()
            there.close()
            workers.append((process, here))
        parts = _gathered([here for _, here in workers])
        for process, _ in workers:
            process.join(PATIENCE_S)
        report = self._merged(parts)
        if len(parts) < of:
            report.client.why.append(LOST)
        report.client.processes = len(parts)
        report.goals = [goal.judge(report) for goal in self.orders.goals]
        return report

    def _merged(self, parts: list[Part]) -> StageReport:
        if not parts:
            return StageReport(stopped=LOST)
        measure: Measure = parts[0].measure
        lag: Histogram = parts[0].lag
        client, ended = parts[0].client, parts[0].ended
        for part in parts[1:]:
            measure.merge(part.measure)
            lag.merge(part.lag)
            client.cpu_s += part.client.cpu_s
            client.peak_rss_mb += part.client.peak_rss_mb
            client.events_per_s += part.client.events_per_s
            client.busy = max(client.busy, part.client.busy)
            ended.stopped_ns = max(ended.stopped_ns, part.ended.stopped_ns)
            ended.unfinished += part.ended.unfinished
            ended.unsent += part.ended.unsent
        for part in parts:
            self.spent += part.ended.spent
            self.evidence.kept += part.kept
        self.interrupted = self.interrupted or ended.stopped == "interrupted"
        return told(ended, measure, (client, lag))


def _gathered(pipes: list[Connection]) -> list[Part]:
    """Let all begin at once, and return what comes back; a pipe that breaks is a process that is lost."""
    ready = [pipe for pipe in pipes if _received(pipe, PATIENCE_S) is not None]
    origin = time.monotonic_ns() + AHEAD_NS
    for pipe in ready:
        pipe.send(origin)
    parts = [_received(pipe, None) for pipe in ready]
    return [part for part in parts if part is not None]


def _received(pipe: Connection, patience_s: float | None) -> Any:
    try:
        return pipe.recv() if pipe.poll(patience_s) else None
    except (EOFError, OSError):
        return None


def _hold(
    pipe: Connection, make: Callable[[int], Orders], stage: Stage, position: int, worker: int, of: int, left: int | None
) -> None:
    """Be one process: get ready, begin when told, give back what was measured."""
    orders = make(worker)
    times = orders.times
    orders = msgspec.structs.replace(
        orders, budget_tokens=left, times=lambda _: islice(times(stage), worker, None, of)
    )  # every n-th time of the whole plan, so that together they are that plan
    conductor = Conductor(orders)

    def stop(_number: int, _frame: Any) -> None:
        conductor.interrupted = True

    signal.signal(signal.SIGINT, stop)
    pipe.send("ready")
    driver, measure, (client, lag) = conductor.measured(share(stage, worker, of), position, pipe.recv())
    if measure.pending is not None:
        measure.settle()
    measure.stage = stage
    ended = Ended(driver.stopped, driver.stopped_ns, driver.origin_ns, driver.unfinished, driver.unsent, driver.spent)
    pipe.send(Part(measure, lag, client, ended, conductor.evidence.kept))
