"""Conducts a load test: one stage after another, or a search for the highest load that meets the goals."""

from __future__ import annotations

import datetime
import gc
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import msgspec

from answerback import __version__
from answerback.bench import goals as goal_book
from answerback.bench.drive import Driver
from answerback.bench.evidence import Evidence
from answerback.bench.flight import Address, Landed
from answerback.bench.goals import Goal
from answerback.bench.histogram import MS, Histogram
from answerback.bench.loop import Loop
from answerback.bench.measure import Measure
from answerback.bench.nonces import Nonces
from answerback.bench.plan import Source, Stage
from answerback.bench.record import Record
from answerback.bench.report import BenchReport, Client, StageReport
from answerback.values.report import Tool
from answerback.values.target import Setting

Reader = Callable[[int, Record], None]
"""Gets the stage's position and each record once; must be quick."""
LAG_MS, LAG_SHARE, BUSY, LATE_MS = 2.0, 0.1, 0.9, 10.0
"""The client was the limit: it was later than this and than that share of the median gap, at work for such a share of
the time, or it sent later than that."""
TIDY_NS = 30_000_000_000
"""Between two collections of garbage, which else would come in the middle of measuring."""


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What shapes all stages."""

    setting: Setting
    source: Callable[[Stage], Source]
    times: Callable[[Stage], Iterator[int]]
    goals: tuple[Goal, ...] = ()
    precision: float | None = None
    budget_tokens: int | None = None
    nonces: Nonces | None = None
    """The code words of the prompts, for who judges whether an answer belongs to another."""
    leave_out: bool = True
    """Whether a warm-up is looked for."""


class Over(Protocol):
    """What is asked of a stage's driver, or of several processes' together, when it is over."""

    stopped: str
    stopped_ns: int
    origin_ns: int
    unfinished: int
    unsent: int


class Conductor:
    """Runs stages; `interrupted` may be set from a signal handler. `under_way` is for showing progress."""

    def __init__(self, orders: Orders, readers: Sequence[Reader] = ()) -> None:
        self.orders, self.readers = orders, readers
        self.address = Address(orders.setting)
        self.evidence = Evidence()
        self.interrupted = False
        self.spent = 0
        self.under_way: tuple[Driver, Measure] | None = None
        self.on_look: Callable[[], None] | None = None
        self.on_stage: Callable[[Stage], None] | None = None

    def stage(self, stage: Stage, position: int = 0, origin_ns: int | None = None) -> StageReport:
        """Hold one level of load, and return its figures."""
        driver, measure, client = self.measured(stage, position, origin_ns)
        report = told(driver, measure, client)
        report.goals = [goal.judge(report) for goal in self.orders.goals]
        return report

    def measured(
        self, stage: Stage, position: int = 0, origin_ns: int | None = None
    ) -> tuple[Driver, Measure, tuple[Client, Histogram]]:
        """Hold one level of load, and return what can be merged with other processes' parts."""
        orders = self.orders
        if self.on_stage is not None:
            self.on_stage(stage)
        measure = Measure(stage, orders.goals, leave_out=orders.leave_out)
        loop = Loop(max(64, 2 * (stage.concurrency or 1024)))
        lag, tidy = Histogram(), [time.monotonic_ns()]

        def take(record: Record, landed: Landed) -> None:
            measure.add(record)
            self.evidence.look(position, record, landed)
            for reader in self.readers:
                reader(position, record)

        def watch(driver: Driver) -> str:
            lag.add_all(loop.lag.take())
            self.under_way = (driver, measure)
            if self.on_look is not None:
                self.on_look()
            if time.monotonic_ns() - tidy[0] > TIDY_NS:
                gc.collect(1)
                tidy[0] = time.monotonic_ns()
            if self.interrupted:
                return "interrupted"
            return "precision" if orders.precision is not None and measure.precise(orders.precision) else ""

        left = None if orders.budget_tokens is None else orders.budget_tokens - self.spent
        times = orders.times(stage) if stage.open else None
        driver = Driver(
            stage, orders.source(stage), self.address, loop, take, times=times, watch=watch, budget_tokens=left,
            origin_ns=origin_ns,
        )  # fmt: skip
        gc.collect()
        gc.freeze()
        gc.disable()
        cpu, began = time.process_time(), time.monotonic_ns()
        try:
            driver.run()
        finally:
            gc.enable()
            gc.unfreeze()
            loop.close()
        self.spent += driver.spent
        lag.add_all(loop.lag.take())
        wall = max(1, time.monotonic_ns() - began)
        client = Client(
            cpu_s=round(time.process_time() - cpu, 3), peak_rss_mb=round(peak_rss_mb(), 1),
            busy=round(loop.lag.busy_ns / wall, 3), events_per_s=round(measure.sums["events"] / wall * 1e9, 1),
        )  # fmt: skip
        return driver, measure, (client, lag)


def told(driver: Over, measure: Measure, cost: tuple[Client, Histogram]) -> StageReport:
    """Return a stage's figures, and whether the client was its limit."""
    client, lag = cost
    client.lag_ms_p50, client.lag_ms_p99 = (round((lag.at(share) or 0) / MS, 3) for share in (0.5, 0.99))
    client.lag_ms_max = round(lag.most / MS, 3)
    report = measure.report(
        stopped=driver.stopped or "interrupted", stopped_ns=max(1, driver.stopped_ns - driver.origin_ns),
        unfinished=driver.unfinished, unsent=driver.unsent, client=client,
    )  # fmt: skip
    gap = report.gap_ms.p50 or 0.0
    if client.lag_ms_p99 > max(LAG_MS, LAG_SHARE * gap) and report.gap_ms.n:
        client.why.append("lag")
    if client.busy > BUSY:
        client.why.append("busy")
    if (report.delay_ms.p99 or 0.0) > LATE_MS:
        client.why.append("late_sends")
    client.bottleneck = bool(client.why)
    return report


def peak_rss_mb() -> float:
    """Return the most memory that this process has had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def begin(setting: Setting, settings: dict[str, Any]) -> BenchReport:
    """Return a report with nothing in it yet."""
    return BenchReport(
        tool=Tool("answerback", __version__), url=setting.target.url, base=setting.base, model=setting.model,
        started_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), settings=settings,
    )  # fmt: skip


def run_all(conductor: Conductor, report: BenchReport, stages: Sequence[Stage]) -> BenchReport:
    """Run stages one after another, as long as there is a service and nobody stops it."""
    began = time.monotonic()
    for position, stage in enumerate(stages):
        report.stages.append(conductor.stage(stage, position))
        if _over(conductor, report):
            break
    return _ended(conductor, report, began)


def run_search(
    conductor: Conductor, report: BenchReport, unit: str, first: float, make: Callable[[float], Stage]
) -> BenchReport:
    """Look for the highest load that meets the goals."""
    began = time.monotonic()
    steps = goal_book.search(unit, first=first)
    try:
        load = next(steps)
        while True:
            report.stages.append(conductor.stage(make(load), len(report.stages)))
            if _over(conductor, report):
                break
            load = steps.send(report.stages[-1].goals)
    except StopIteration as end:
        report.limit = end.value
    return _ended(conductor, report, began)


def _over(conductor: Conductor, report: BenchReport) -> bool:
    stopped = report.stages[-1].stopped
    report.interrupted = conductor.interrupted
    report.service_gone = stopped == "service_gone"
    return conductor.interrupted or stopped in ("service_gone", "budget", "hopeless")


def _ended(conductor: Conductor, report: BenchReport, began: float) -> BenchReport:
    report.wall_s = round(time.monotonic() - began, 3)
    report.exchanges = conductor.evidence.kept
    return report
