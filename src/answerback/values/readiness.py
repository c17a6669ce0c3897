"""Whether known clients work with a service: by the promises that they need, and by running them."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Ready(StrEnum):
    """Whether a client works with a service."""

    WORKS = "works"
    PARTLY = "partly"
    """It works without some of its features."""
    NOT = "not"
    UNTESTED = "untested"
    """Something that it needs for anything at all was not tested."""


class Readiness(msgspec.Struct, frozen=True):
    """What was concluded for one client; ids of checks."""

    client: str
    ready: Ready
    missing: tuple[str, ...] = ()
    """Broken, ignored or declined."""
    untested: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What came of one thing that a client was asked to do."""

    DONE = "done"
    FAILED = "failed"
    NOTHING = "nothing"
    """It did not fail, and showed nothing of what was asked: the model did not, or the client does not."""


class Step(msgspec.Struct, frozen=True):
    """One thing that a client was asked to do: `chat`, `stream`, `tools`, `structured` or `reasoning`."""

    name: str
    outcome: Outcome
    said: str = ""
    """The client's own error, or the start of what it gave."""


class Trial(msgspec.Struct, frozen=True):
    """A real run of one client."""

    client: str
    version: str = ""
    """Empty: it is not installed."""
    steps: tuple[Step, ...] = ()
    ended: bool = True
    """False: it was ended because its time was over."""

    @property
    def failed(self) -> bool:
        """Whether something went wrong."""
        return not self.ended or any(step.outcome is Outcome.FAILED for step in self.steps)
