"""Takes in the records of one stage and keeps its figures: histograms, counts, a time line. Memory stays flat."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import msgspec

from answerback.bench import warmup
from answerback.bench.goals import Goal, good
from answerback.bench.histogram import Histogram
from answerback.bench.plan import Stage
from answerback.bench.record import Record
from answerback.bench.report import Client, Requests, StageReport
from answerback.bench.timeline import Timeline

SPREADS = ("ttft", "itl", "tpot", "e2e", "gap", "first_reasoning", "first_answer", "delay", "connect")
SEVERAL = 1.25
"""Tokens per event from which events are said to carry several."""
FEWEST = 30
"""Requests before a run may be called precise."""


def kind_of(record: Record) -> str:
    """Return the kind of a failure, as reports count it."""
    if record.failure is not None:
        return record.failure.value
    if record.status and not 200 <= record.status < 300:
        return f"http_{record.status}"
    return "error_in_stream" if record.error else "empty_answer"


class Measure:
    """The figures of one stage, or of one process's part of it."""

    def __init__(self, stage: Stage, goals: Sequence[Goal] = (), *, leave_out: bool = True) -> None:
        self.stage, self.goals = stage, [goal for goal in goals if goal.of_a_request]
        self.spreads = {name: Histogram() for name in SPREADS}
        self.timeline = Timeline()
        self.kinds: Counter[str] = Counter()
        self.sums: Counter[str] = Counter()
        self.pending: list[Record] | None = [] if leave_out else None
        self.hold = warmup.hold(stage.concurrency)
        self.warm_up_ns = self.first_ns = self.last_ns = 0
        self.cached: int | None = None

    def add(self, record: Record) -> None:
        """Take one record."""
        self.timeline.add("sent", record.sent_ns)
        self.sums["warm_up"] += 0
        self.last_ns = max(self.last_ns, record.end_ns)
        self.first_ns = min(self.first_ns or record.end_ns, record.end_ns)
        if record.ok:
            self.sums["ok"] += 1
            self._trace(record)
        else:
            self.sums["failed"] += 1
            self.kinds[kind_of(record)] += 1
            self.timeline.add("failed", record.end_ns)
            return
        if self.pending is None:
            self._count(record)
            return
        slim = msgspec.structs.replace(record, text="", thought="", arrivals_ns=array("q", record.arrivals_ns))
        self.pending.append(slim)
        if len(self.pending) >= self.hold:
            self.settle()

    def _trace(self, record: Record) -> None:
        arrivals = record.arrivals_ns
        line = self.timeline
        each = record.tokens / len(arrivals)
        line.add_tokens(arrivals, each)
        line.add("ok", record.end_ns)
        line.add("ttft_sum", arrivals[0], arrivals[0] - record.start_ns)
        line.add("ttft_n", arrivals[0])
        if len(arrivals) > 1:
            line.add("gap_sum", arrivals[-1], arrivals[-1] - arrivals[0])
            line.add("gap_n", arrivals[-1], len(arrivals) - 1)
        usage = record.usage
        prompt = usage.prompt if usage is not None and usage.prompt is not None else record.prompt_tokens
        line.add("prompt", arrivals[0], prompt)
        self.sums["prompt"] += prompt
        self.sums["completion"] += record.tokens
        self.sums["events"] += len(arrivals)
        if usage is None or usage.completion is None:
            self.sums["uncounted"] += 1
        elif usage.cached is not None:
            self.cached = (self.cached or 0) + usage.cached

    def settle(self) -> None:
        """Decide where the warm-up ends, and count what was held back."""
        held, self.pending = sorted(self.pending or [], key=lambda r: r.sent_ns), None
        firsts = [record.arrivals_ns[0] - record.start_ns for record in held]
        cut = warmup.settled(firsts, self.stage.concurrency)
        if cut:
            self.warm_up_ns = held[cut].sent_ns
            self.sums["warm_up"] = cut
        for record in held[cut:]:
            self._count(record)

    def _count(self, record: Record) -> None:
        if record.sent_ns < self.warm_up_ns:  # a straggler of the warm-up, which ended after it was over
            self.sums["warm_up"] += 1
            return
        arrivals, start, add = record.arrivals_ns, record.start_ns, self.spreads
        first, last, n = arrivals[0], arrivals[-1], len(arrivals)
        add["ttft"].add(first - start)
        add["e2e"].add(record.end_ns - start)
        if record.planned_ns is not None:
            add["delay"].add(max(0, record.sent_ns - record.planned_ns))
        if record.first_reasoning_ns is not None:
            add["first_reasoning"].add(record.first_reasoning_ns - start)
        if record.first_answer_ns is not None:
            add["first_answer"].add(record.first_answer_ns - start)
        gaps = [later - earlier for earlier, later in pairwise(arrivals)]
        add["gap"].add_all(gaps)
        tokens = record.tokens
        each = tokens / n
        if each < SEVERAL:
            add["itl"].add_all(gaps)
        else:
            add["itl"].add_all([int(gap / each) for gap in gaps], weight=round(each))
        tpot = (last - first) // (tokens - 1) if n > 1 and tokens > 1 else None
        if tpot is not None:
            add["tpot"].add(tpot)
        if self.goals:
            self.sums["good"] += good(record, self.goals)

    def precise(self, share: float) -> bool:
        """Whether the medians of first token and whole answer are known to within a share of themselves."""
        if self.pending is not None or self.spreads["e2e"].n < FEWEST:
            return False
        for name in ("ttft", "e2e"):
            ends, middle = self.spreads[name].interval(0.5), self.spreads[name].at(0.5)
            if ends is None or not middle or (ends[1] - ends[0]) / 2 > share * middle:
                return False
        return True

    def merge(self, other: Measure) -> None:
        """Add another process's figures; both started at the same time."""
        for name, histogram in self.spreads.items():
            histogram.merge(other.spreads[name])
        self.timeline.merge(other.timeline)
        self.kinds.update(other.kinds)
        self.sums.update(other.sums)
        self.warm_up_ns = max(self.warm_up_ns, other.warm_up_ns)
        self.last_ns = max(self.last_ns, other.last_ns)
        self.first_ns = min(self.first_ns or other.first_ns, other.first_ns or self.first_ns)
        if other.cached is not None:
            self.cached = (self.cached or 0) + other.cached

    def report(self, *, stopped: str, stopped_ns: int, unfinished: int, unsent: int, client: Client) -> StageReport:
        """Return the stage's figures. `stopped_ns`: when sending ended, ns since the stage started."""
        if self.pending is not None:
            self.settle()
        begin, end = self.warm_up_ns, self.last_ns
        if stopped_ns - begin >= (end - begin) / 2:
            end = min(end, max(stopped_ns, 1))  # while the load was held; its running out is no part of it
        seconds = max(1, end - begin) / 1e9
        line, sums, stage = self.timeline, self.sums, self.stage
        tokens, prompts, answers = self._rates(begin, end)
        told: dict[str, Any] = {f"{name}_ms": histogram.spread() for name, histogram in self.spreads.items()}
        counted = self.spreads["e2e"].n
        report = StageReport(
            concurrency=stage.concurrency, rate=stage.rate, arrivals=stage.arrivals.value,
            requests=Requests(ok=sums["ok"], failed=sums["failed"], by_kind=dict(self.kinds), warm_up=sums["warm_up"],
                              unfinished=unfinished, unsent=unsent),
            duration_s=round(seconds, 3),
            output_tokens_per_s=round(tokens, 2),
            input_tokens_per_s=round(prompts, 2),
            requests_per_s=round(answers, 3),
            prompt_tokens=sums["prompt"], completion_tokens=sums["completion"], cached_tokens=self.cached,
            tokens_per_event=round(sums["completion"] / sums["events"], 3) if sums["events"] else None,
            tokens_counted=not sums["uncounted"], warm_up_s=round(begin / 1e9, 3), stopped=stopped,
            timeline=line.moments(), client=client, **told,
        )  # fmt: skip
        if self.goals and counted:
            report.goodput = round(report.requests_per_s * sums["good"] / counted, 3)
        if stage.open:
            report.planned_rate = stage.rate
            report.achieved_rate = round((sums["ok"] + sums["failed"] + unfinished) / max(1, stopped_ns) * 1e9, 3)
        return report

    def _rates(self, begin: int, end: int) -> tuple[float, float, float]:
        """Return completion tokens, prompt tokens and answers per second.

        In an open loop there can be none before the first answer: a stage that is long beside that counts from there.
        """
        width = self.timeline.width
        if self.stage.open and not self.warm_up_ns and end - self.first_ns >= 3 * self.first_ns:
            begin = (self.first_ns // width + 1) * width
        until = end if end < self.last_ns else end + width  # the last slice is there in whole
        seconds = max(1, end - begin) / 1e9
        tokens, prompts, answers = (self.timeline.total(name, begin, until) for name in ("tokens", "prompt", "ok"))
        return tokens / seconds, prompts / seconds, answers / seconds
