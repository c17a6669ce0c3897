"""Evidence: HAR 1.2 that a browser's developer tools open, raw bytes, no keys, and nothing lost half-way."""

from __future__ import annotations

import base64
import datetime
import json
from pathlib import Path

import pytest

from answerback.values.asks import AnyAsk, ListModels
from answerback.values.exchange import Exchange, Failure, FailureKind, Phases, Piece, Request
from answerback.values.target import Secret, Setting, Target
from answerback.wire import redact
from answerback.wire.har import HAR_NAME, Recorder, entry

KEY = "sk/odd key+1234567890"
REDACTOR = redact.for_target(Target("http://h", key=Secret(KEY)))
BORN = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
GOOD = Exchange(
    number=1,
    ask=ListModels(),
    request=Request("POST", "https://h/v1/x?a=1&b=", (("Content-Type", "application/json"),), b'{"a":1}'),
    status=200,
    headers=(("Content-Type", "application/json"), ("X-Echo", KEY), ("Set-Cookie", "a=b")),
    pieces=(Piece(30_000_000, b'{"key":"'), Piece(40_000_000, KEY.encode() + b'"}')),
    phases=Phases(0.001, 0.003, 0.010, 0.030, 0.050),
    address="::1:8000",
    started_ns=1_500_000_000,
)
BINARY = Exchange(2, ListModels(), Request("GET", "http://h/"), 200, (), (Piece(1, b"\xff\xfe" + KEY.encode()),))
DEAD = Exchange(3, ListModels(), Request("GET", "http://h/"), failure=Failure(FailureKind.REFUSED, 7, f"no {KEY}"))


class Wire:
    """Brings the exchanges that it is given, then fails."""

    def __init__(self, *exchanges: Exchange) -> None:
        self.left = list(exchanges)
        self.closed = False

    def start(self, number: int, ask: AnyAsk, setting: Setting) -> None: ...

    def finished(self) -> list[Exchange]:
        if not self.left:
            raise RuntimeError("the run crashes here")
        return [self.left.pop(0)]

    def now_ns(self) -> int:
        return 7

    def close(self) -> None:
        self.closed = True


def read(folder: Path) -> list[dict]:
    log = json.loads((folder / HAR_NAME).read_text(encoding="utf-8"))["log"]
    assert log["version"] == "1.2"
    assert log["creator"]["name"] == "Answerback"
    return log["entries"]


def test_it_is_valid_after_each_exchange_so_that_a_crash_loses_nothing(tmp_path):
    recorder = Recorder(Wire(GOOD, BINARY, DEAD), tmp_path, REDACTOR)
    assert read(tmp_path) == []
    for count in (1, 2, 3):
        recorder.finished()
        assert len(read(tmp_path)) == count
    with pytest.raises(RuntimeError):
        recorder.finished()
    assert len(read(tmp_path)) == 3


def test_phases_are_told_as_har_wants_them():
    item = entry(GOOD, BORN, REDACTOR)
    timings = item["timings"]
    assert item["startedDateTime"] == "2026-01-02T00:00:01.500+00:00"
    assert {n: round(v, 3) for n, v in timings.items()} == {
        "blocked": -1, "dns": 1, "connect": 9, "ssl": 7, "send": 0, "wait": 20, "receive": 20,
    }  # fmt: skip
    assert item["time"] == pytest.approx(50)  # connect holds ssl: it is not counted twice
    assert (item["serverIPAddress"], item["connection"]) == ("::1", "8000")


def test_a_dead_exchange_says_how_it_died():
    item = entry(DEAD, BORN, REDACTOR)
    assert item["response"]["status"] == 0
    assert item["response"]["_error"].startswith("curl: (7)")
    assert item["timings"]["dns"] == item["timings"]["connect"] == -1


def test_a_body_that_is_no_text_is_base64():
    content = entry(BINARY, BORN, REDACTOR)["response"]["content"]
    assert content["encoding"] == "base64"
    assert base64.b64decode(content["text"]).startswith(b"\xff\xfe")
    assert content["size"] == len(BINARY.body)


def test_the_query_is_split():
    query = entry(GOOD, BORN, REDACTOR)["request"]["queryString"]
    assert query == [{"name": "a", "value": "1"}, {"name": "b", "value": ""}]


def test_no_file_holds_the_key_and_bodies_are_raw(tmp_path):
    recorder = Recorder(Wire(GOOD, BINARY, DEAD), tmp_path, REDACTOR)
    for _ in range(3):
        recorder.finished()
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert not [name for name, data in files.items() if KEY.encode() in data]
    assert files["exchange-001.request.body"] == b'{"a":1}'
    assert files["exchange-001.response.body"] == b'{"key":"$OPENAI_API_KEY"}'
    assert files["exchange-001.response.arrivals.tsv"].splitlines()[1] == b"30.000\t8"
    assert base64.b64encode(KEY.encode())[:12] not in files[HAR_NAME]


def test_a_second_run_is_not_mixed_with_the_first(tmp_path):
    first = Recorder(Wire(GOOD, BINARY, DEAD), tmp_path, REDACTOR)
    for _ in range(3):
        first.finished()
    first.close()
    second = Recorder(Wire(GOOD), tmp_path, REDACTOR)
    second.finished()
    assert len(read(tmp_path)) == 1
    assert not list(tmp_path.glob("exchange-002*"))


def test_it_closes_the_wire_it_wraps(tmp_path):
    wire = Wire()
    recorder = Recorder(wire, tmp_path, REDACTOR)
    recorder.close()
    assert wire.closed
    assert recorder.now_ns() == 7
