"""The immutable record of one ask on the wire."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from answerback.values.asks import AnyAsk


class FailureKind(StrEnum):
    """How an exchange broke, told apart as a person would."""

    BAD_URL = "bad_url"
    NAME = "name_lookup"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    UNREACHABLE = "no_route"
    PROXY = "proxy"
    TLS = "tls"
    """The handshake failed."""
    CERTIFICATE = "certificate"
    """The handshake worked, the certificate does not verify."""
    NO_FIRST_BYTE = "no_first_byte"
    """Connected, sent, and nothing came before the deadline."""
    STALLED = "stalled"
    """Something came, then no end before the deadline."""
    EMPTY = "empty_reply"
    RESET = "reset"
    CUT = "cut"
    """The body ended before its announced length or last chunk."""
    NOT_HTTP = "not_http"
    TOO_LARGE = "too_large"
    ENCODING = "bad_encoding"
    HUNG_UP = "hung_up"
    """We closed on purpose."""
    OVER_BUDGET = "over_budget"
    """Never sent: the token budget would be exceeded."""
    OVER_TIME = "over_time"
    """Never sent: the run's deadline is over."""
    OTHER = "other"


class Failure(msgspec.Struct, frozen=True):
    """A typed failure with libcurl's own number and words (`curl: (7) …`)."""

    kind: FailureKind
    curl: int
    message: str


class Request(msgspec.Struct, frozen=True):
    """What went out. A key never stands here: its place is held by `$VARIABLE`."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """One read from the socket: monotonic time in ns since the request started, and the bytes."""

    at_ns: int
    data: bytes


class Phases(msgspec.Struct, frozen=True):
    """Seconds since the start at which each phase was over; 0 where it did not happen."""

    name_s: float = 0.0
    connect_s: float = 0.0
    tls_s: float = 0.0
    first_byte_s: float = 0.0
    end_s: float = 0.0


class Exchange(msgspec.Struct, frozen=True):
    """One ask, what was sent for it, and what came back or how it broke."""

    number: int
    """Position in the run, from 1."""
    ask: AnyAsk
    request: Request
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    pieces: tuple[Piece, ...] = ()
    phases: Phases = Phases()
    failure: Failure | None = None
    address: str = ""
    """IP address and port that answered."""
    proxy: str = ""
    """Proxy that was used, without credentials."""
    started_ns: int = 0
    """Monotonic nanoseconds since the run started."""

    @property
    def body(self) -> bytes:
        """The whole body as received (after content decoding)."""
        return b"".join(piece.data for piece in self.pieces)

    def header(self, name: str) -> str:
        """Return the last value of a response header, or an empty string."""
        wanted = name.lower()
        found = ""
        for key, value in self.headers:
            if key.lower() == wanted:
                found = value
        return found
