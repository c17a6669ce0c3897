"""One loop around libcurl's multi interface, with epoll: requests go out, bytes come in with the time they were seen.

libcurl says which sockets to watch and when to wake it (`CURLMOPT_SOCKETFUNCTION`, `CURLMOPT_TIMERFUNCTION`), so that a
turn of the loop costs what has happened, not what is open (https://curl.se/libcurl/c/curl_multi_socket_action.html).

A piece is stamped with the moment at which the kernel said that its socket was ready, and not with that of reading it:
when hundreds of sockets are ready at once, the last of them is read milliseconds later.
"""

from __future__ import annotations

import contextlib
import select
import time
from collections.abc import Callable
from typing import Any

import pycurl

BEAT_NS = 4_700_000
"""Between two heartbeats; no multiple of a usual gap between tokens, so that they fall anywhere between those."""
MOST = 4096
"""Sockets that one turn takes."""
_IN = select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR
_OUT = select.EPOLLOUT


class Lag:
    """How late the loop was. Each heartbeat's lateness is what an event at a random moment would have met with."""

    def __init__(self) -> None:
        self.beats: list[int] = []
        self.busy_ns = 0
        """Time in which the loop worked; the rest it waited."""

    def take(self) -> list[int]:
        """Return the lateness (ns) of the beats since the last call."""
        beats, self.beats = self.beats, []
        return beats


class Loop:
    """Sockets, timers and the clock; what a request means is not its business."""

    def __init__(self, most_connections: int) -> None:
        self.multi = pycurl.CurlMulti()
        self.multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self.multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)
        self.multi.setopt(pycurl.M_MAXCONNECTS, most_connections + 16)
        self.epoll = select.epoll()
        self.watched: set[int] = set()
        self.timer_ns: int | None = None
        self.running = 0
        self.ready_ns = time.monotonic_ns()
        """When the last turn saw what was there."""
        self.stamp_ns = 0
        """The time to stamp pieces with; 0 where libcurl reads a socket by itself, which only the clock can tell."""
        self.beat_ns = self.ready_ns + BEAT_NS
        self.lag = Lag()

    def _watch(self, what: int, fd: int, _multi: Any, _data: Any) -> None:
        if what == pycurl.POLL_REMOVE:
            if fd in self.watched:
                self.watched.discard(fd)
                with contextlib.suppress(OSError):  # closed already, which unregisters it
                    self.epoll.unregister(fd)
            return
        mask = (select.EPOLLIN if what & pycurl.POLL_IN else 0) | (select.EPOLLOUT if what & pycurl.POLL_OUT else 0)
        if fd in self.watched:
            try:
                self.epoll.modify(fd, mask)
                return
            except OSError:  # another socket got a closed one's number
                pass
        self.watched.add(fd)
        self.epoll.register(fd, mask)

    def _set_timer(self, ms: int) -> None:
        self.timer_ns = None if ms < 0 else time.monotonic_ns() + ms * 1_000_000

    def begin(self, handle: Any) -> None:
        """Start a transfer; its request is written at once if a connection is at hand."""
        self.multi.add_handle(handle)
        self.timer_ns = None
        _, self.running = self.multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)

    def turn(self, until_ns: int) -> bool:
        """Wait until something happens, `until_ns` at the latest, and deal with it. Returns whether anything came."""
        due = min(until_ns, self.beat_ns)
        if self.timer_ns is not None and self.timer_ns < due:
            due = self.timer_ns
        ready = self.epoll.poll(0, MOST)
        if not ready:
            before = time.monotonic_ns()
            if due > before:  # an epoll descriptor can be waited for itself, and select's timeout is in µs, not ms
                select.select([self.epoll], (), (), (due - before) / 1e9)
                ready = self.epoll.poll(0, MOST)
        now = self.ready_ns = time.monotonic_ns()
        if now >= self.beat_ns:
            self.lag.beats.append(now - self.beat_ns)
            self.beat_ns = now + BEAT_NS
        act = self.multi.socket_action
        self.stamp_ns = now
        for fd, mask in ready:
            _, self.running = act(fd, (1 if mask & _IN else 0) | (2 if mask & _OUT else 0))
        self.stamp_ns = 0
        if self.timer_ns is not None and self.timer_ns <= now:
            self.timer_ns = None
            _, self.running = act(pycurl.SOCKET_TIMEOUT, 0)
        return bool(ready)

    def ended(self, take: Callable[[Any, tuple[int, str] | None], None]) -> None:
        """Hand over the transfers that are over, each with libcurl's error number and words, or None."""
        while True:
            queued, good, bad = self.multi.info_read(256)
            for handle in good:
                self.multi.remove_handle(handle)
                take(handle, None)
            for handle, code, words in bad:
                self.multi.remove_handle(handle)
                take(handle, (code, words))
            if not queued:
                return

    def drop(self, handle: Any) -> None:
        """End a transfer in its middle."""
        self.multi.remove_handle(handle)

    def close(self) -> None:
        """Close all connections."""
        self.multi.close()
        self.epoll.close()
