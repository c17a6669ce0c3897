"""Exchanges of real services, kept and played again: a wire that answers from a file."""

from __future__ import annotations

import gzip
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import msgspec

from answerback.values.asks import AnyAsk
from answerback.values.exchange import Exchange, Failure, FailureKind, Request
from answerback.values.target import Setting
from answerback.wire.curl import Wire
from answerback.wire.redact import Redactor


class Recorder:
    """A wire that keeps what another one brings."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.kept: list[Exchange] = []

    def start(self, number: int, ask: AnyAsk, setting: Setting) -> None:
        """Begin an ask on the wire behind."""
        self.wire.start(number, ask, setting)

    def finished(self) -> list[Exchange]:
        """Return what ended, and keep it."""
        done = self.wire.finished()
        self.kept += done
        return done

    def now_ns(self) -> int:
        """Monotonic nanoseconds since the wire behind was made."""
        return self.wire.now_ns()

    def close(self) -> None:
        """Close the wire behind."""
        self.wire.close()


class Replay:
    """A wire that answers each ask as it was answered once; what was never asked is not sent either."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self.known = {_key(exchange.ask): exchange for exchange in exchanges}
        self.missing: list[AnyAsk] = []
        self.due: deque[Exchange] = deque()
        self.clock_ns = 0

    def start(self, number: int, ask: AnyAsk, setting: Setting) -> None:
        """Look an ask up."""
        found = self.known.get(_key(ask))
        if found is None:
            self.missing.append(ask)
            failure = Failure(FailureKind.OVER_BUDGET, 0, "not in the recording")
            self.due.append(Exchange(number, ask, Request("", ""), failure=failure))
            return
        self.due.append(msgspec.structs.replace(found, number=number))

    def finished(self) -> list[Exchange]:
        """Return the oldest answer that is due."""
        if not self.due:
            return []
        exchange = self.due.popleft()
        self.clock_ns += int(exchange.phases.end_s * 1e9)
        return [exchange]

    def now_ns(self) -> int:
        """Nanoseconds that the answers given so far took when they were recorded."""
        return self.clock_ns

    def close(self) -> None:
        """Nothing is open."""


def save(path: Path, exchanges: Sequence[Exchange], redactor: Redactor) -> None:
    """Write exchanges as JSON, redacted, and compressed where the name ends in `.gz`. Raises OSError."""
    plain = [redactor.any(msgspec.to_builtins(_redacted(exchange, redactor))) for exchange in exchanges]
    data = b"[\n" + b",\n".join(msgspec.json.encode(one) for one in plain) + b"\n]\n"
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def load(path: Path) -> list[Exchange]:
    """Return the exchanges in a file, which may be compressed. Raises OSError, EOFError, msgspec.DecodeError."""
    data = path.read_bytes()
    return msgspec.json.decode(gzip.decompress(data) if path.suffix == ".gz" else data, type=list[Exchange])


def _key(ask: AnyAsk) -> bytes:
    """Return the key of an ask as it is after a trip through JSON, where 5 seconds become 5.0."""
    again: AnyAsk = msgspec.json.decode(ask.key(), type=AnyAsk)
    return again.key()


def _redacted(exchange: Exchange, redactor: Redactor) -> Exchange:
    pieces = tuple(msgspec.structs.replace(p, data=redactor.data(p.data)) for p in exchange.pieces)
    return msgspec.structs.replace(exchange, pieces=pieces)
