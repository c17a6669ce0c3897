"""An asyncio loop in virtual time: when nothing is ready, the clock jumps to the next timer.

A minute of silence costs no real time, and every run is the same run.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Mapping
from typing import Any


class NothingLeft(RuntimeError):
    """Everything waits, and no timer will ever end it."""


class _Jumper(selectors.BaseSelector):
    """Watches no sockets; being asked to wait moves the loop's clock."""

    def __init__(self) -> None:
        self.clock = 0.0

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return selectors.SelectorKey(fileobj, 0, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return selectors.SelectorKey(fileobj, 0, 0, None)

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise NothingLeft("nothing is ready and no timer is set")
        if timeout > 0:
            self.clock += timeout
        return []

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return {}


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs as fast as it can; `time()` is virtual, in seconds from 0."""

    def __init__(self) -> None:
        self._jumper = _Jumper()
        super().__init__(self._jumper)

    def time(self) -> float:
        """Return the virtual time."""
        return self._jumper.clock
