"""What differs between two reports on one service."""

from __future__ import annotations

import msgspec

from answerback.values.result import Found, Status


class Flip(msgspec.Struct, frozen=True):
    """A promise whose status is another one now."""

    check: str
    before: Status
    now: Status


class Shift(msgspec.Struct, frozen=True):
    """A figure, before and now."""

    name: str
    """`ttft_ms`, `itl_ms` or `tokens_per_s`."""
    before: float
    now: float


class Changes(msgspec.Struct, frozen=True):
    """From the earlier report to this one. Faults by `label`."""

    since: str = ""
    """When the earlier one was made: ISO 8601, UTC."""
    new: tuple[str, ...] = ()
    """Faults that were not there, or were less severe; also those of promises that were not tested then."""
    gone: tuple[str, ...] = ()
    """Faults that are not there any more, though their promises were tested again."""
    stayed: tuple[str, ...] = ()
    flipped: tuple[Flip, ...] = ()
    latency: tuple[Shift, ...] = ()


def label(found: Found) -> str:
    """Return what a fault is known by: its code, and for one without a known cause the promise that is broken."""
    return f"{found.code} {found.facts['check']}" if "check" in found.facts and found.code == "U00" else found.code
