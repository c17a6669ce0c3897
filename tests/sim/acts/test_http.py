"""Canned replies, keys, headers; compressed, cut up and swollen bodies."""

from __future__ import annotations

import zlib

import pytest
from playing import Client, Service, alone, chat, play

from answerback.sim.acts.shape import header
from answerback.values.injections import (
    ANY,
    DropHeader,
    DropRequestHeader,
    Gzip,
    Rechunk,
    Reply,
    RequireKey,
    SetHeader,
    SetStatus,
    Swallow,
)

KEY = (("authorization", "Bearer sk-right"),)
ZIPPED = (("accept-encoding", "gzip, br"),)


def test_a_canned_reply():
    service = Service()
    heard = alone(Reply(status=301, body="{method} {path} {model}", headers=(("Location", "{path}/"),), after_s=2),
                  chat(), service)  # fmt: skip
    assert (heard.status, heard.body) == (301, b"POST /v1/chat/completions m")
    assert header(heard.headers, "location") == "/v1/chat/completions/"
    assert heard.at == pytest.approx(2)
    assert service.asked == []


def test_only_who_has_the_key_is_let_in():
    assert alone(RequireKey(), chat(headers=KEY)).status == 200
    for headers in ((), (("authorization", "Bearer sk-wrong"),), (("authorization", "sk-right"),)):
        heard = alone(RequireKey(), chat(headers=headers))
        assert heard.status == 401
        assert "error" in heard.json
    assert alone(RequireKey(header="api-key"), chat(headers=(("api-key", "sk-right"),))).status == 200


def test_a_key_that_is_lost_on_the_way_opens_nothing():
    for both in ((RequireKey(), DropRequestHeader(name="authorization")),
                 (DropRequestHeader(name="authorization"), RequireKey())):  # fmt: skip
        assert alone(both, chat(headers=KEY)).status == 401


def test_the_status_changes_and_the_body_stays():
    heard = alone(SetStatus(status=500), chat())
    assert (heard.status, heard.json) == (500, Service().whole())
    assert alone(SetStatus(status=500, was=404), chat()).status == 200
    assert alone((Reply(status=404), SetStatus(status=500, was=404)), chat()).status == 500


def test_headers_are_set_and_lost():
    heard = alone((SetHeader(name="Content-Type", value="text/plain"), DropHeader(name="X-Served-By")), chat(True))
    assert heard.headers == (("content-type", "text/plain"),)
    assert heard.body == Service().raw
    assert alone(DropHeader(name="content-length"), chat()).length is None


@pytest.mark.parametrize("stream", [False, True])
def test_compressed(stream):
    heard = alone(Gzip(), chat(stream, headers=ZIPPED))
    assert header(heard.headers, "content-encoding") == "gzip"
    assert heard.length is None
    assert zlib.decompress(heard.body, 31) == alone([], chat(stream)).body
    assert len(heard.pieces) == 1


def test_compressed_only_if_wanted_or_forced():
    assert alone(Gzip(), chat()).json == Service().whole()
    assert zlib.decompress(alone(Gzip(force=True), chat()).body, 31)


def test_compressed_and_flushed():
    heard = alone(Gzip(flush=True), chat(True, headers=ZIPPED))
    unzip = zlib.decompressobj(31)
    assert [unzip.decompress(data) for _, data in heard.pieces][: len(Service().events())] == Service().events()


def test_cut_into_small_pieces():
    heard = alone(Rechunk(size=5), chat(True))
    assert heard.body == Service().raw
    assert max(len(data) for _, data in heard.pieces) == 5


def test_other_line_ends_say_the_same():
    heard = alone(Rechunk(size=5, crlf=True, tight=True), chat(True))
    assert heard.body == Service().raw.replace(b"\n", b"\r\n").replace(b"data: ", b"data:")
    assert heard.said() == "The answer is 42."
    assert alone(Rechunk(crlf=True), chat()).json == Service().whole()


def test_filler_before_the_answer():
    heard = alone(Swallow(bytes=1000, piece=300), chat())
    assert heard.body.startswith(b" " * 1000)
    assert heard.json == Service().whole()
    stream = alone(Swallow(bytes=1000), chat(True))
    assert stream.body.endswith(b"\n\n" + Service().raw)
    assert stream.said() == "The answer is 42."


def test_filler_without_end():
    (heard,) = play(Swallow(piece=1, every_s=1), chat(), clients=[Client(patience_s=10.5)])
    assert heard.body == b" " * 11
    assert not heard.ended


def test_head_gets_no_body():
    from answerback.sim.stage import Call

    heard = alone(Reply(on=ANY, body="text"), Call("HEAD", "/v1/models"))
    assert (heard.status, heard.length, heard.pieces) == (200, 4, [])
