"""Fetches files over HTTP: resumable, verified by size and digest, telling how far it is.

libcurl is here already, and follows the proxy variables and certificates that the user's own curl does
(docs/decisions/0010-model-hubs.md says why no hub's client library is used).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import msgspec
import pycurl

from answerback.wire.curl import USER_AGENT

CONNECT_S = 10
SILENCE_S = 30
"""So long no byte may come."""
MAX_LIST = 8 * 1024 * 1024
ATTEMPTS = 6
PAUSES_S = (0.5, 1, 2, 4, 8)
RESUMED, UNSATISFIABLE = 206, 416
_PASSING = {5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 92}
"""libcurl's numbers for what may go better the next time."""


class Digest(msgspec.Struct, frozen=True):
    """What a file must be: its SHA-256, or git's name for its content (SHA-1 over a header and it)."""

    kind: str
    value: str

    def start(self, size: int) -> Any:
        """Return the hash to feed the file to."""
        if self.kind == "sha256":
            return hashlib.sha256()
        return hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)


class FetchFailed(Exception):
    """It could not be fetched. `curl` is libcurl's number, `status` the HTTP status; 0 where there is none."""

    def __init__(self, words: str, *, curl: int = 0, status: int = 0) -> None:
        super().__init__(words)
        self.curl, self.status = curl, status

    @property
    def passing(self) -> bool:
        """Whether another attempt may go better."""
        return self.curl in _PASSING or self.status in (408, 429, 500, 502, 503, 504)


Meter = Callable[[int, int], None]
"""Is told how many bytes of how many are there."""


def get(url: str, headers: tuple[str, ...] = ()) -> bytes:
    """Return a small answer's body. Raises FetchFailed."""
    body = BytesIO()

    def take(data: bytes) -> int | None:
        body.write(data)
        return None if body.tell() <= MAX_LIST else 0

    status = _perform(url, headers, take, None)
    if status != 200:
        raise FetchFailed(f"HTTP {status}", status=status)
    return body.getvalue()


def download(
    url: str, to: Path, *, size: int, digest: Digest | None, meter: Meter, headers: tuple[str, ...] = (),
    pause: Callable[[float], None] = time.sleep,
) -> None:  # fmt: skip
    """Fetch a file to its place; what an earlier attempt left is gone on with. Raises FetchFailed, OSError."""
    part = to.with_name(to.name + ".part")
    to.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(ATTEMPTS):
        try:
            _go_on(url, part, size, meter, headers)
            _verify(part, size, digest)
        except FetchFailed as error:
            if not error.passing or attempt == ATTEMPTS - 1:
                raise
            pause(PAUSES_S[min(attempt, len(PAUSES_S) - 1)])
            continue
        part.replace(to)
        return


def _go_on(url: str, part: Path, size: int, meter: Meter, headers: tuple[str, ...]) -> None:
    """Fetch what is missing of the part file."""
    have = part.stat().st_size if part.exists() else 0
    if have > size:
        part.unlink()
        have = 0
    meter(have, size)
    if have == size and size:
        return
    with part.open("ab") as file:
        sink = _Sink(file, have, size, meter)
        try:
            status = _perform(url, headers, sink.take, sink)
        except FetchFailed:
            if sink.too_long:
                part.unlink()
                raise FetchFailed(f"more came than the {size} bytes that were announced") from None
            raise
    if status not in (200, RESUMED):
        if status == UNSATISFIABLE:
            part.unlink()
        raise FetchFailed(f"HTTP {status}", status=status if status != UNSATISFIABLE else 503)


class _Sink:
    """Takes the body of a download; an error page never gets into the file."""

    def __init__(self, file: IO[bytes], have: int, size: int, meter: Meter) -> None:
        self.file, self.have, self.size, self.meter = file, have, size, meter
        self.status = 0
        self.begun = self.too_long = False

    def head(self, line: bytes) -> None:
        """Note the status: libcurl tells it by itself only once all is over."""
        if line.startswith(b"HTTP/") and (words := line.split()[1:2]) and words[0].isdigit():
            self.status = int(words[0])

    def take(self, data: bytes) -> int | None:
        """Write a piece; 0 ends the download."""
        if self.status not in (200, RESUMED):
            return None
        if not self.begun:
            self.begun = True
            if self.status == 200 and self.have:  # the server knows no ranges: from the beginning
                self.file.truncate(0)
                self.have = 0
        self.file.write(data)
        self.have += len(data)
        self.too_long = self.have > self.size
        self.meter(self.have, self.size)
        return 0 if self.too_long else None


def _perform(url: str, headers: tuple[str, ...], take: Callable[[bytes], int | None], sink: _Sink | None) -> int:
    """Send a GET and return the status. Redirects never lead from https to http, and take no key to another host."""
    handle = pycurl.Curl()
    schemes = pycurl.PROTO_HTTPS if url.startswith("https://") else pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS
    options = {
        pycurl.URL: url, pycurl.HTTPHEADER: list(headers), pycurl.USERAGENT: USER_AGENT, pycurl.WRITEFUNCTION: take,
        pycurl.NOSIGNAL: 1, pycurl.FOLLOWLOCATION: 1, pycurl.MAXREDIRS: 5, pycurl.REDIR_PROTOCOLS: schemes,
        pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS, pycurl.CONNECTTIMEOUT: CONNECT_S,
        pycurl.LOW_SPEED_LIMIT: 1, pycurl.LOW_SPEED_TIME: SILENCE_S,
    }  # fmt: skip
    for option, value in options.items():
        handle.setopt(option, value)
    if sink is not None:
        handle.setopt(pycurl.HEADERFUNCTION, sink.head)
        if sink.have:
            handle.setopt(pycurl.RANGE, f"{sink.have}-")
    try:
        handle.perform()
        return int(handle.getinfo(pycurl.RESPONSE_CODE))
    except pycurl.error as error:
        code, words = error.args
        raise FetchFailed(f"curl: ({code}) {words}", curl=code) from None
    finally:
        handle.close()


def _verify(path: Path, size: int, digest: Digest | None) -> None:
    """Raise FetchFailed, and drop the file, if it is not what was announced."""
    found = path.stat().st_size if path.exists() else 0
    if found != size:
        raise FetchFailed(f"{found} of {size} bytes came", curl=18)
    if digest is not None and not matches(path, size, digest):
        path.unlink()
        raise FetchFailed(f"its {digest.kind} is not {digest.value}: what came is damaged")


def matches(path: Path, size: int, digest: Digest) -> bool:
    """Whether a file is what it should be."""
    if path.stat().st_size != size:
        return False
    sum_ = digest.start(size)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            sum_.update(block)
    return bool(sum_.hexdigest() == digest.value.lower())
