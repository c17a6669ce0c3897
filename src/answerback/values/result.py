"""What one check concluded, and what a fault concluded from it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec


class Status(StrEnum):
    """What became of a promise."""

    PASS = "pass"
    FAIL = "fail"
    """The promise is broken."""
    WARN = "warn"
    """Legal, but harmful."""
    IGNORED = "ignored"
    """A parameter was accepted without effect."""
    UNSUPPORTED = "unsupported"
    """Declined clearly."""
    UNKNOWN = "unknown"
    """Could not be tested; `facts["root"]` names the failure behind it."""
    CRASH = "crash"
    """Our bug."""


class Severity(StrEnum):
    """How much a fault hurts."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How sure a fault is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def rank(self) -> int:
        """0 is the surest."""
        return list(Confidence).index(self)


class Verdict(StrEnum):
    """The one word for a service."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    BROKEN = "broken"
    UNREACHABLE = "unreachable"
    INCONCLUSIVE = "inconclusive"


class Mode(StrEnum):
    """The one way of answering in which something is broken, while it holds in the other (fact `mode` of a fault)."""

    STREAMS = "streams"
    WHOLE = "whole"


class Result(msgspec.Struct, frozen=True):
    """Conclusion of one check: ids and facts, no prose."""

    check: str
    status: Status
    reason: str = ""
    facts: dict[str, Any] = {}
    exchanges: tuple[int, ...] = ()

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.check.partition(".")[0]


class Found(msgspec.Struct, frozen=True):
    """A fault that was found. `code` `U00` stands for a broken promise without a known cause."""

    code: str
    confidence: Confidence
    severity: Severity
    facts: dict[str, Any] = {}
    because: tuple[str, ...] = ()
    """Ids of the checks that it rests on."""
    exchange: int = 0
    """Number of the exchange that shows it best; 0 for none."""
