"""One start of a server, as its log tells it: how far it came, what failed, whether it died."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from answerback.logs.shape import Failure, Marks, Stage

Quote = tuple[int, str]
"""A line's number and its text."""


class Candidate(msgspec.Struct):
    """A line that tells a root cause."""

    failure: Failure
    owner: str
    """The product whose mark it is; empty: any."""
    facts: dict[str, Any]
    lines: list[Quote]
    after_ready: bool
    stage: Stage | None = None
    """How far the start was."""


class Start:
    """What is known of one start so far."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.percent: float | None = None
        self.ready = False
        self.died = False
        self.facts: dict[str, Any] = {}
        self.candidates: dict[int, Candidate] = {}
        self.exception: Quote | None = None
        """The last exception of which no mark knows."""
        self.error: Quote | None = None
        """The first line that speaks of an error."""
        self.wrapper: Quote | None = None

    @property
    def under_way(self) -> bool:
        """Whether more happened than that a process said its name."""
        return self.stage not in (None, Stage.BEGIN) or self.died or (self.stage is not None and bool(self.candidates))

    def begin(self) -> None:
        """Note that the server says its name; what it said of its settings before that stays."""
        self.candidates = {key: c for key, c in self.candidates.items() if c.failure.runs}
        self.stage = Stage.BEGIN

    def reach(self, stage: Stage, facts: Mapping[str, Any]) -> None:
        """Note a stage. What looked like a failure and did not keep the server from getting ready was none."""
        if stage is Stage.READY:
            self.ready = True
            self.candidates = {key: c for key, c in self.candidates.items() if c.failure.runs or c.failure.ends}
            self.exception = self.error = None
        elif stage is Stage.LOAD and self.ready and self.stage is not Stage.LOAD:  # another model on the same server
            self.candidates = {key: c for key, c in self.candidates.items() if c.failure.runs}
        self.stage = stage
        percent = facts.get("percent")
        if percent is None and facts.get("of"):
            percent = 100 * facts.get("done", 0) / facts["of"]
        self.percent = float(percent) if percent is not None else None
        self.facts |= {name: fact for name, fact in facts.items() if name not in ("percent", "done", "of")}

    def fail(self, failure: Failure, owner: str, facts: Mapping[str, Any], quote: Quote) -> Candidate | None:
        """Note a failure; return it, or None where it is known already or does not count at this stage."""
        if failure.during and (self.stage or Stage.BEGIN) not in failure.during:
            return None
        if id(failure) in self.candidates or (failure.needs and not self.facts.get(failure.needs)):
            return None
        candidate = Candidate(failure, owner, {**failure.known, **facts}, [quote], self.ready, self.stage)
        self.candidates[id(failure)] = candidate
        return candidate

    def die(self, quote: Quote) -> None:
        """Note that the server ends, for a reason that stands elsewhere."""
        self.died = True
        self.wrapper = self.wrapper or quote

    def causes(self, marks: Marks) -> list[Candidate]:
        """Return what may be the root cause, the likeliest first."""
        server, own = marks.server, {"", marks.server, *marks.inside}
        counts = self.died or marks.hosts
        fits = [c for c in self.candidates.values() if not server or c.owner in own]
        fits = [c for c in fits if not c.after_ready or c.failure.ends or c.failure.runs or counts]
        # stable: the first of equals comes first; without a server known, what holds for any before what one says
        return sorted(fits, key=lambda c: (-c.failure.weight, not server and c.owner != ""))
