"""What a recognised server counts about itself, read from its metrics page. Pure."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import msgspec

from answerback import server
from answerback.gauges import Gauge, Metrics
from answerback.values.asks import Get
from answerback.values.target import Setting
from answerback.wire import prometheus
from answerback.wire.openai import Reading

WAIT_S = 5.0


class Figures(msgspec.Struct, frozen=True):
    """The counts at one moment; None where the product does not tell."""

    running: float | None = None
    waiting: float | None = None
    cache: float | None = None
    """Share of the KV cache in use, 0 to 1."""
    preemptions: float | None = None
    looked_up: float | None = None
    """Prompt tokens looked for in the prefix cache since the start."""
    hits: float | None = None
    queue_s: float | None = None
    """Seconds that all requests since the start have waited together."""
    queued: float | None = None
    """How many requests that were."""
    made: float | None = None
    """Completion tokens since the start (answers, where the product does not count tokens)."""

    @property
    def crowd(self) -> dict[str, int]:
        """Who runs and who waits, as facts."""
        return {"running": round(self.running or 0), "waiting": round(self.waiting or 0)}


def metrics(setting: Setting) -> Metrics | None:
    """Return where the recognised product tells its figures, or None."""
    kind = server.named(setting.server) if setting.server else None
    return kind.metrics if kind is not None else None


def figures(setting: Setting, nth: int, *, burst: int = 0) -> Generator[Any, Any, Figures | None]:
    """Ask for the figures; None where there is no such page, or nothing readable on it.

    No request of ours is in flight meanwhile, so that whoever runs or waits is somebody else's; or those of one burst.
    """
    reading = yield from told(setting, nth, burst=burst)
    return read_from(setting, reading)


def read_from(setting: Setting, reading: Reading | None) -> Figures | None:
    """Return the figures in an answer."""
    known = metrics(setting)
    return read(known, reading.text) if known is not None and reading is not None and reading.ok else None


def told(setting: Setting, nth: int, *, burst: int = 0) -> Generator[Any, Any, Reading | None]:
    """Ask for the page; None where the product has none."""
    known = metrics(setting)
    if known is None:
        return None
    root = setting.base.removesuffix("/v1")  # behind a gateway's prefix, the root's page is another service's
    base = None if root.count("/") <= 2 else root
    path = known.path if base is None else known.path.lstrip("/")
    heard: Reading = yield Get(path=path, base=base, nth=nth, alone=not burst, burst=burst, wait_s=WAIT_S)
    return heard


def read(known: Metrics, text: str) -> Figures | None:
    """Return the figures on a page, or None if it is none of that product's."""
    page = prometheus.samples(text)

    def total(gauge: Gauge, suffix: str = "") -> float | None:
        return prometheus.total(page, [name + suffix for name in known.names.get(gauge, ())])

    found = Figures(
        running=total(Gauge.RUNNING),
        waiting=total(Gauge.WAITING),
        cache=prometheus.highest(page, known.names.get(Gauge.KV_USE, ())),
        preemptions=total(Gauge.PREEMPTIONS),
        looked_up=total(Gauge.PREFIX_QUERIES),
        hits=total(Gauge.PREFIX_HITS),
        queue_s=total(Gauge.QUEUE_TIME, "_sum"),
        queued=total(Gauge.QUEUE_TIME, "_count"),
        made=total(Gauge.GENERATED_TOKENS) or total(Gauge.SUCCESSES),
    )
    return found if found != Figures() else None


def grown(before: float | None, after: float | None) -> float | None:
    """Return how much a count grew; None where it is not told, or began anew (the server was restarted)."""
    if before is None or after is None or after < before:
        return None
    return after - before
