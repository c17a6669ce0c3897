"""Evidence: every exchange as HAR 1.2 for a browser's developer tools, and as raw bytes; keys never in it.

Written as exchanges end, and valid JSON after each: a crash half-way loses nothing that was recorded.
Source: http://www.softwareishard.com/blog/har-12-spec/
"""

from __future__ import annotations

import base64
import datetime
import os
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from answerback import __version__
from answerback.values.asks import AnyAsk
from answerback.values.exchange import Exchange
from answerback.values.target import Setting
from answerback.wire.curl import Wire
from answerback.wire.redact import SECRET_HEADERS, Redactor

HAR_NAME = "exchanges.har"
_TAIL = b"\n]}}\n"


class Recorder:
    """A wire that writes down what another wire brings."""

    def __init__(self, wire: Wire, folder: Path, redactor: Redactor) -> None:
        """Raise OSError when the folder cannot be written."""
        self.wire, self.folder, self.redactor = wire, folder, redactor
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / HAR_NAME).exists():  # a longer run before this one must not be mixed in
            for old in folder.glob("exchange-[0-9]*.re*"):
                old.unlink()
        self.born = datetime.datetime.now(datetime.UTC)
        self.file = (folder / HAR_NAME).open("w+b")
        creator = {"name": "Answerback", "version": __version__}
        head = msgspec.json.encode({"log": {"version": "1.2", "creator": creator, "pages": [], "entries": []}})
        self.file.write(head.removesuffix(b"]}}") + _TAIL)
        self.file.flush()
        self.count = 0

    def start(self, number: int, ask: AnyAsk, setting: Setting) -> None:
        """Begin an ask."""
        self.wire.start(number, ask, setting)

    def finished(self) -> list[Exchange]:
        """Wait until something ends, write it down, and return it."""
        done = self.wire.finished()
        for exchange in done:
            self._keep(exchange)
        return done

    def now_ns(self) -> int:
        """Monotonic nanoseconds since the wire was made."""
        return self.wire.now_ns()

    def close(self) -> None:
        """End everything that is under way."""
        self.file.close()
        self.wire.close()

    def _keep(self, exchange: Exchange) -> None:
        item = msgspec.json.encode(entry(exchange, self.born, self.redactor))
        self.file.seek(-len(_TAIL), os.SEEK_END)
        self.file.write((b",\n" if self.count else b"\n") + item + _TAIL)
        self.file.flush()
        self.count += 1
        stem = f"exchange-{exchange.number:03}"
        for suffix, data in raw_files(exchange, self.redactor).items():
            (self.folder / f"{stem}.{suffix}").write_bytes(data)


def raw_files(exchange: Exchange, redactor: Redactor) -> dict[str, bytes]:
    """Return suffix → bytes: both bodies byte for byte (but for keys), the heads, and when each piece arrived."""
    request = exchange.request
    head = [f"{request.method} {request.url}", *(f"{n}: {v}" for n, v in request.headers)]
    files = {"request.head": redactor.data("\n".join(head).encode() + b"\n")}
    if request.body:
        files["request.body"] = redactor.data(request.body)
    status = [f"{exchange.status}"] if exchange.status else []
    status += [f"{n}: {v}" for n, v in _safe(exchange.headers, redactor)]
    if exchange.failure is not None:
        status.append(f"# curl: ({exchange.failure.curl}) {exchange.failure.message} [{exchange.failure.kind}]")
    files["response.head"] = redactor.data("\n".join(status).encode("utf-8", "replace") + b"\n")
    if exchange.pieces:
        files["response.body"] = redactor.data(exchange.body)
        rows = [f"{piece.at_ns / 1e6:.3f}\t{len(piece.data)}" for piece in exchange.pieces]
        files["response.arrivals.tsv"] = ("ms\tbytes\n" + "\n".join(rows) + "\n").encode()
    return files


def entry(exchange: Exchange, born: datetime.datetime, redactor: Redactor) -> dict[str, Any]:
    """Return one HAR entry; times in milliseconds, -1 where a phase did not happen."""
    started = born + datetime.timedelta(microseconds=exchange.started_ns / 1000)
    timings = _timings(exchange)
    address, _, port = exchange.address.rpartition(":")
    out: dict[str, Any] = {
        "startedDateTime": started.isoformat(timespec="milliseconds"),
        "time": sum(v for name, v in timings.items() if v > 0 and name != "ssl"),
        "request": _request(exchange, redactor),
        "response": _response(exchange, redactor),
        "cache": {},
        "timings": timings,
        "comment": f"exchange {exchange.number}",
    }
    if address:
        out |= {"serverIPAddress": address, "connection": port}
    return out


def _timings(exchange: Exchange) -> dict[str, float]:
    """Return HAR's phases. `connect` includes `ssl`, as the specification wants it."""
    phases = exchange.phases
    connected = max(phases.connect_s, phases.tls_s)
    first, end = phases.first_byte_s, phases.end_s
    waited = first if first else end

    def ms(seconds: float) -> float:
        return round(max(0.0, seconds) * 1000, 3)

    return {
        "blocked": -1,
        "dns": ms(phases.name_s) if phases.name_s else -1,
        "connect": ms(connected - phases.name_s) if connected else -1,
        "ssl": ms(phases.tls_s - phases.connect_s) if phases.tls_s else -1,
        "send": 0,
        "wait": ms(waited - max(connected, phases.name_s)),
        "receive": ms(end - first) if first else 0,
    }


def _request(exchange: Exchange, redactor: Redactor) -> dict[str, Any]:
    request = exchange.request
    url = redactor.text(request.url)
    out: dict[str, Any] = {
        "method": request.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": n, "value": redactor.text(v)} for n, v in request.headers],
        "queryString": [{"name": n, "value": v} for n, v in parse_qsl(urlsplit(url).query, keep_blank_values=True)],
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if request.body:
        mime = next((v for n, v in request.headers if n.lower() == "content-type"), "")
        out["postData"] = {
            "mimeType": mime,
            "params": [],
            "text": redactor.text(request.body.decode("utf-8", "replace")),
        }
    return out


def _response(exchange: Exchange, redactor: Redactor) -> dict[str, Any]:
    body = redactor.data(exchange.body)
    content: dict[str, Any] = {"size": len(exchange.body), "mimeType": exchange.header("content-type") or "x-unknown"}
    try:
        content["text"] = redactor.text(body.decode("utf-8"))
    except UnicodeDecodeError:
        content |= {"text": base64.b64encode(body).decode(), "encoding": "base64"}
    out: dict[str, Any] = {
        "status": exchange.status,
        "statusText": _phrase(exchange.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": n, "value": v} for n, v in _safe(exchange.headers, redactor)],
        "content": content,
        "redirectURL": redactor.text(exchange.header("location")),
        "headersSize": -1,
        "bodySize": len(exchange.body),
    }
    if exchange.failure is not None:
        said = f"curl: ({exchange.failure.curl}) {exchange.failure.message}"
        out |= {"_error": redactor.text(said), "comment": redactor.text(said)}
    return out


def _safe(headers: tuple[tuple[str, str], ...], redactor: Redactor) -> list[tuple[str, str]]:
    """Return response headers without keys and cookies."""
    return [(n, "***" if n.lower() in SECRET_HEADERS else redactor.text(v)) for n, v in headers]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
