"""Goals as they are written (`ttft_p99<500ms`, `errors<0.1%`), and whether a stage met them. Pure."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from answerback.bench.report import GoalMet, StageReport
from answerback.command import UsageError
from answerback.values.text import Text

SPREADS = ("ttft", "itl", "tpot", "e2e", "gap", "delay", "first_answer", "first_reasoning")
RATES = {"tokens": "output_tokens_per_s", "requests": "requests_per_s", "goodput": "goodput"}
NAMES = {"e2el": "e2e", "latency": "e2e", "error": "errors", "error_rate": "errors"}
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "": 1.0}
_GOAL = re.compile(
    r"\s*(?P<name>[a-z0-9_]+?)(?:_(?P<at>p50|p90|p95|p99|p99\.9|p999|mean|max|min))?"
    r"\s*(?P<sign><=|>=|<|>)\s*(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>us|ms|s|%|/s)?\s*"
)
BAD_GOAL = Text(
    en="--goal {goal!r} is no goal: write it like ttft_p99<500ms, itl_p95<50ms, errors<0.1% or tokens>1000/s",
    zh="--goal {goal!r} 无法识别：写法如 ttft_p99<500ms、itl_p95<50ms、errors<0.1% 或 tokens>1000/s",
)


class Goal(msgspec.Struct, frozen=True):
    """One goal. Times in milliseconds, shares from 0 to 1, rates per second."""

    text: str
    name: str
    at: str
    less: bool
    """Whether less is better."""
    value: float

    @property
    def of_a_request(self) -> bool:
        """Whether a single request can meet it: it is a latency with an upper limit."""
        return self.less and self.name in ("ttft", "tpot", "e2e", "itl")

    def seen(self, stage: StageReport) -> float | None:
        """Return what a stage shows in its place."""
        if self.name == "errors":
            counted = stage.requests.ok + stage.requests.failed
            return stage.requests.failed / counted if counted else None
        if self.name in RATES:
            found: float | None = getattr(stage, RATES[self.name])
            return found
        spread: Any = getattr(stage, f"{self.name}_ms")
        value: float | None = getattr(spread, self.at)
        return value

    def judge(self, stage: StageReport) -> GoalMet:
        """Say whether a stage met it."""
        seen = self.seen(stage)
        met = None if seen is None else (seen <= self.value if self.less else seen >= self.value)
        return GoalMet(goal=self.text, seen=seen, met=met)


def parse(text: str) -> Goal:
    """Return the goal; raises UsageError for what is none."""
    match = _GOAL.fullmatch(text.lower())
    if match is None:
        raise UsageError(BAD_GOAL, goal=text)
    name = NAMES.get(match["name"], match["name"])
    unit, value = match["unit"] or "", float(match["value"])
    at = (match["at"] or "").replace(".", "")
    less = match["sign"].startswith("<")
    if name == "errors" and unit in ("%", "") and not at:
        return Goal(text, name, "", less, value / 100 if unit else value)
    if name in RATES and unit in ("", "/s") and not at:
        return Goal(text, name, "", less, value)
    if name in SPREADS and unit in UNITS:
        return Goal(text, name, {"p999": "p999", "": "p99"}.get(at, at), less, value * UNITS[unit])
    raise UsageError(BAD_GOAL, goal=text)


def met(found: list[GoalMet]) -> bool:
    """Whether all goals were met; one that could not be judged was not."""
    return all(goal.met for goal in found)
