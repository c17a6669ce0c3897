"""What the owner of a service says of it beforehand; where it does not hold, that is a fault."""

from __future__ import annotations

import msgspec


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """Declared of one target; whatever is None (or empty) was not declared."""

    model: str | None = None
    """A model that must be served; the part behind the last `/` is enough."""
    context: int | None = None
    """Tokens of context, at least."""
    features: tuple[str, ...] = ()
    """Names of capabilities that must be there, as the report has them (`tools`, `json_schema` …)."""
    ttft_ms: float | None = None
    """Milliseconds until the first token, at most; the median over the run's streams."""
    tokens_per_s: float | None = None
    """Tokens in a second of one stream, at least; the median."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The capabilities (and checks) that must be tested to judge it, whatever else is selected."""
        context = ("limits.context-told",) if self.context is not None else ()
        streams = ("streaming",) if self.ttft_ms is not None or self.tokens_per_s is not None else ()
        return (*self.features, *context, *streams)
