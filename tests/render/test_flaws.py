"""What a page marks as broken, and that nothing is marked in what right services send."""

from __future__ import annotations

import pytest

from answerback.render import flaws
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.exchange import Failure, FailureKind
from answerback.values.report import Trace
from answerback.values.target import STANDARD

from .conftest import trace

GOOD = 'data: {"choices":[{"delta":{"content":"a: b"}}]}\n\n'
DONE = "data: [DONE]\n\n"


def stream(text: str, **changes: object) -> Trace:
    size = len(text.encode())
    return trace(**{"content_type": "text/event-stream", "excerpt": text, "bytes": size, **changes})


def marked(one: Trace) -> list[tuple[str, flaws.Text]]:
    return [(one.excerpt[f.start : f.end], f.text) for f in flaws.of_excerpt(one)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD + DONE, []),
        (": ping\n\nevent: x\nid: 1\nretry: 5\n" + GOOD.replace("\n", "\r\n") + DONE, []),
        ('{"error":"no prefix"}\n\n' + DONE, [('{"error":"no prefix"}', flaws.NO_FIELD)]),
        ("<html>\n" + DONE, [("<html>", flaws.NO_FIELD)]),
        ('data: {"a":1}{"b":2}\n\n' + DONE, [('{"b":2}', flaws.NO_JSON)]),
        ('data: {"a":\n\n' + DONE, [(":", flaws.NO_JSON)]),
        ('data: {"error":{"message":"boom"}}\n\n' + DONE, [('{"error":{"message":"boom"}}', flaws.ERROR_INSIDE)]),
        (GOOD[:-1] + GOOD + DONE, [("data:", flaws.TOGETHER)]),
        (GOOD[:-1] + DONE, [("data:", flaws.TOGETHER)]),
        ('data: {"a":\ndata: 1}\n\n' + DONE, []),
        (GOOD, [("", flaws.NO_DONE)]),
        (GOOD.replace("a: b", "\ufffd") + DONE, [("\ufffd", flaws.LOST)]),
    ],
)
def test_in_a_stream(text, expected):
    assert marked(stream(text)) == expected


def test_what_the_excerpt_cuts_is_not_broken():
    assert marked(stream(GOOD + 'data: {"choi', bytes=5000)) == []
    assert marked(stream(GOOD + 'data: {"c\ufffd', bytes=5000)) == []


def test_the_end_of_a_long_stream_is_looked_at_as_well():
    one = stream(GOOD, bytes=5000, tail='lta":{}}]}\n\n' + GOOD)
    assert [f.text for f in flaws.of_tail(one)] == [flaws.NO_DONE]
    assert flaws.of_tail(stream(GOOD, bytes=5000, tail='lta":{}}]}\n\n' + GOOD + DONE)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}\n', []),
        ('{"a": 1', [("1", flaws.NO_JSON)]),
        ('{"a": NaN-}', [("-}", flaws.NO_JSON)]),
        ("<!doctype html><title>502</title>", [("<!doctype html><title>502</title>", flaws.MARKUP)]),
    ],
)
def test_in_an_answer(text, expected):
    assert marked(trace(excerpt=text, bytes=len(text))) == expected


def test_where_it_broke():
    lost = Failure(FailureKind.CUT, 18, "transfer closed")
    assert marked(stream(GOOD, failure=lost)) == [("", flaws.BROKE)]
    assert marked(stream(GOOD, failure=Failure(FailureKind.HUNG_UP, 0, ""))) == []


@pytest.mark.parametrize("dialect", ["vllm", "llamacpp", "ollama", "litellm"])
def test_right_services_have_none(dialect):
    wire = SimWire(dialect)
    try:
        report = Run(wire.target, wire, STANDARD).report()
    finally:
        wire.close()
    assert any(flaws.streamed(one) for one in report.exchanges)
    found = [(one.number, f.text.en, one.excerpt[f.start : f.end][:80]) for one in report.exchanges
             for f in (*flaws.of_excerpt(one), *flaws.of_tail(one))]  # fmt: skip
    assert not found
