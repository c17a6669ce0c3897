"""Records by the quick reader mean what the reader of `check` means, on every dialect and at every cut."""

from __future__ import annotations

from random import Random

import pytest

from answerback.bench import digest as module
from answerback.bench.digest import digest, exchange_of
from answerback.bench.flight import Landed
from answerback.bench.plan import Work
from answerback.values.exchange import FailureKind
from answerback.wire.openai import Reading

ORIGIN, SENT = 1_000, 5_000
CHUNK = b'data: {"choices":[{"index":0,"delta":{%s},"finish_reason":%s}]}\n\n'
ROLE = CHUNK % (b'"role":"assistant","content":""', b"null")
WORD = CHUNK % (b'"content":"one "', b"null")
THOUGHT = CHUNK % (b'"reasoning_content":"hm"', b"null")
CALL = CHUNK % (b'"tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{}"}}]', b"null")
STOP = CHUNK % (b"", b'"stop"')
USAGE = b'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}\n\n'
DONE = b"data: [DONE]\n\n"
USUAL = (ROLE, THOUGHT, WORD, WORD, CALL, STOP, USAGE, DONE)


def landed(pieces, status=200, failure=None, kind=b"text/event-stream"):
    found = Landed(Work(number=3, body=b"{}", max_tokens=9), SENT)
    found.pieces = list(pieces)
    found.stamps = [SENT + 10 * (n + 1) for n in range(len(found.pieces))]
    found.head = [b"HTTP/1.1 %d OK\r\n" % status, b"content-type: %s\r\n" % kind]
    found.status, found.failure, found.end_ns = status, failure, SENT + 10 * len(found.pieces)
    return found


def recut(data, rng):
    places = sorted(rng.sample(range(1, len(data)), 12))
    return [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]


def agrees(found):
    record, reading = digest(found, ORIGIN), Reading(exchange_of(found))
    answer = reading.answer.first
    assert list(record.arrivals_ns) == [SENT - ORIGIN + at for at in reading.spoken_ns]
    assert record.text == (answer.text if answer else "")
    assert record.thought == ((answer.reasoning or "") if answer else "")
    assert record.usage == reading.answer.usage
    assert record.events == len(reading.data)
    assert record.done is reading.done
    return record


def test_a_usual_stream_is_read_by_the_quick_reader(monkeypatch):
    monkeypatch.setattr(module, "_tolerantly", lambda *_: pytest.fail("read twice"))
    record = agrees(landed([*USUAL[:3], b": alive\n\n", *USUAL[3:]]))
    assert record.ok
    assert (record.finish, record.calls, record.tokens) == ("stop", 1, 2)
    assert (record.first_reasoning_ns, record.first_answer_ns) == (4020, 4030)
    assert record.first_token_ns == 4020


@pytest.mark.parametrize("seed", range(20))
def test_both_readers_mean_the_same_wherever_the_bytes_are_cut(seed):
    agrees(landed(recut(b"".join(USUAL), Random(seed))))


@pytest.mark.parametrize(
    "stream",
    [
        b"".join(USUAL).replace(b"\n", b"\r\n"),
        b"".join((ROLE, WORD, DONE, USAGE)),
        b"".join((ROLE, WORD)) + b"data: {broken\n\n",
        b"".join((ROLE, WORD)) + b"data: " + WORD[6:-2],
        b"event: message\nid: 1\n" + b"".join(USUAL),
        b"".join((ROLE, CHUNK % (b'"content":["x"]', b"null"), WORD, DONE)),
        b"".join((WORD, b'data: {"choices":[{"index":1,"delta":{"content":"two"}}]}\n\n', DONE)),
        b"".join((WORD, b'data: {"error":{"message":"out of memory"}}\n\n')),
    ],
    ids=["crlf", "after-done", "broken", "unclosed", "fields", "odd-content", "two-choices", "error"],
)
@pytest.mark.parametrize("seed", range(3))
def test_unusual_streams_are_left_to_the_tolerant_reader(stream, seed):
    agrees(landed(recut(stream, Random(seed))))


def test_an_error_in_a_stream_is_no_answer():
    record = digest(landed([WORD, b'data: {"error":{"message":"out of memory"}}\n\n', DONE]), ORIGIN)
    assert record.error == "out of memory"
    assert not record.ok


def test_a_refusal_keeps_its_words():
    record = digest(landed([b'{"error":{"message":"slow down"}}'], status=429, kind=b"application/json"), ORIGIN)
    assert (record.status, record.error, record.ok) == (429, "slow down", False)


def test_an_answer_that_came_whole_has_one_arrival():
    body = b'{"choices":[{"index":0,"message":{"content":"hi there"},"finish_reason":"stop"}]}'
    record = digest(landed([body], kind=b"application/json"), ORIGIN)
    assert record.ok
    assert list(record.arrivals_ns) == [record.end_ns] == [record.first_answer_ns]


def test_nothing_came_back():
    record = digest(landed([], status=0, failure=FailureKind.REFUSED), ORIGIN)
    assert (record.failure, record.first_byte_ns, record.ok) == (FailureKind.REFUSED, None, False)
