"""Decides which requests an injection acts on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from fnmatch import fnmatchcase
from random import Random

from answerback.sim.acts import prompts
from answerback.sim.stage import Call
from answerback.values.injections import When

_EMPTY: tuple[object, ...] = (None, "", [], {})


class Matcher:
    """The memory of one `When`: how many requests matched, and how many of them are in flight."""

    def __init__(self, when: When, rng: Random, clock: Callable[[], float] = time.monotonic) -> None:
        self.when, self.rng, self.clock = when, rng, clock
        self.says = re.compile(when.says, re.IGNORECASE) if when.says else None
        self.seen = 0
        self.in_flight = 0
        self.began: float | None = None

    def fits(self, call: Call, now: float) -> bool:
        """Whether the request is of the kind that is meant (its number and chance aside)."""
        when = self.when
        if self.began is None:
            self.began = now
        since = now - self.began
        if since < when.since_s or (when.until_s and since >= when.until_s):
            return False
        if not on_route(when.route, call) or (when.method and call.method != when.method.upper()):
            return False
        if when.header:
            name, colon, wanted = when.header.partition(":")
            value = call.header(name.strip())
            if not value or (colon and wanted.strip().lower() not in value.lower()):
                return False
        return self._body_fits(call)

    def _body_fits(self, call: Call) -> bool:
        when = self.when
        if when.stream is None and not (when.has or when.lacks or when.role or self.says or when.longer_than):
            return True
        body = call.json()
        if when.stream is not None and (isinstance(body, dict) and body.get("stream") is True) != when.stream:
            return False
        if when.has:
            value = prompts.at(body, when.has)
            if value in _EMPTY:
                return False
            wanted = when.equals if isinstance(when.equals, list | tuple) else [when.equals]
            if when.equals is not None and value != when.equals and value not in wanted:
                return False
        if when.lacks and prompts.at(body, when.lacks) not in _EMPTY:
            return False
        if when.role and not any(m.get("role") == when.role for m in prompts.messages(body)):
            return False
        if self.says and not any(self.says.search(prompts.text(m)) for m in prompts.messages(body)):
            return False
        return not when.longer_than or prompts.length(call) > when.longer_than

    def enter(self) -> bool:
        """Count a request that fits, and say whether it is one to act on. `leave` must follow."""
        when = self.when
        self.seen += 1
        self.in_flight += 1
        if self.in_flight <= when.above or self.seen <= when.after:
            return False
        if (when.nth and self.seen != when.nth) or (when.every and self.seen % when.every):
            return False
        return when.chance >= 1.0 or self.rng.random() < when.chance

    def leave(self) -> None:
        """A request that fitted is over."""
        self.in_flight -= 1


def on_route(route: str, call: Call) -> bool:
    """Whether a call is on a route of `When.route`."""
    if route == "any":
        return True
    if route == "post":
        return call.method == "POST"
    if route == "chat":
        return call.method == "POST" and call.path.rstrip("/").endswith("/chat/completions")
    if route == "models":
        return call.path.rstrip("/").endswith("/models")
    return any(fnmatchcase(call.path, path) for path in route.split())
