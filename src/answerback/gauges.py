"""What a server counts about itself on its metrics page: which quantity stands under which name, by version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec


class Gauge(StrEnum):
    """A quantity, whatever a product calls it."""

    RUNNING = "running"
    """Requests that are worked on now."""
    WAITING = "waiting"
    """Requests that queue for a place in the batch."""
    KV_USE = "kv_use"
    """Share of the KV cache in use, 0 to 1."""
    PREEMPTIONS = "preemptions"
    """Requests that were thrown out of the cache to make room, counted since the start."""
    PREFIX_QUERIES = "prefix_queries"
    """Prompt tokens looked up in the prefix cache, counted since the start."""
    PREFIX_HITS = "prefix_hits"
    """Prompt tokens found there, counted since the start."""
    PREFIX_HIT_RATE = "prefix_hit_rate"
    """Share of prompt tokens found there, 0 to 1, where the product gives no counts."""
    QUEUE_TIME = "queue_time"
    """Seconds from arrival to the batch, a histogram."""
    TTFT = "ttft"
    """Seconds from arrival to the first token, a histogram."""
    ITL = "itl"
    """Seconds between tokens, a histogram."""
    PROMPT_TOKENS = "prompt_tokens"
    """Prompt tokens worked on, counted since the start."""
    GENERATED_TOKENS = "generated_tokens"
    """Tokens generated, counted since the start."""
    PROMPT_SPEED = "prompt_speed"
    """Prompt tokens a second, as the product averages it."""
    SPEED = "speed"
    """Generated tokens a second, all requests together, as the product averages it."""
    SUCCESSES = "successes"
    """Requests that ended well, counted since the start."""
    FAILURES = "failures"
    """Requests that did not, counted since the start."""


class Metrics(msgspec.Struct, frozen=True):
    """A product's metrics page (Prometheus text)."""

    names: Mapping[Gauge, tuple[str, ...]]
    """Names by quantity, the current version's first; a histogram without `_bucket`, `_sum`, `_count`.
    What is absent the product does not count, or is not known to."""
    source: str
    """Where the names were read."""
    path: str = "/metrics"
    turned_on_by: str = ""
    """The flag without which there is no such page; empty: it is always there."""
    without: int = 0
    """HTTP status of the page without that flag; 0: not known, or always there."""

    def find(self, gauge: Gauge, told: Mapping[str, object]) -> str | None:
        """Return the name under which a page that tells these names has the quantity; None if it has not."""
        return next((name for name in self.names.get(gauge, ()) if name in told), None)

    def all(self) -> Iterator[str]:
        """Yield every name, of any version."""
        for names in self.names.values():
            yield from names
