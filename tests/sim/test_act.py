"""Which requests are meant, in which order injections act, and what is told of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "acts"))

from playing import Service, alone, chat, play

from answerback.sim import act, acts
from answerback.sim.acts.shape import MAKERS, header
from answerback.sim.stage import Call
from answerback.values import injections
from answerback.values.injections import (
    ANY,
    MODELS,
    Affix,
    Delay,
    DropEvent,
    Gzip,
    HoldStream,
    Injection,
    Reply,
    Say,
    Set,
    SetHeader,
    Unstream,
    When,
)
from answerback.values.text import Text

MARK = Reply(status=299)
MODELS_CALL = Call("GET", "/v1/models")


def marked(on, *calls, seed=0):
    """Which of the calls, one after the other, the injection acts on."""
    import msgspec

    heard = play(msgspec.structs.replace(MARK, on=on), *calls, one_by_one=True, seed=seed)
    return [one.status == 299 for one in heard]


@pytest.mark.parametrize("kind", injections.KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_is_acted_out_and_told_in_both_languages(kind: type[Injection]):
    acts.load()
    assert (kind in MAKERS) != (kind in act.ELSEWHERE)
    assert isinstance(kind.gist, Text)
    assert kind.gist.en and kind.gist.zh and "\n" not in kind.gist.en


@pytest.mark.parametrize(
    ("route", "call", "meant"),
    [
        ("chat", chat(), True),
        ("chat", chat(path="/openai/deployments/x/chat/completions"), True),
        ("chat", Call("GET", "/v1/chat/completions"), False),
        ("chat", MODELS_CALL, False),
        ("models", MODELS_CALL, True),
        ("models", chat(), False),
        ("post", chat(path="/v1/embeddings"), True),
        ("post", MODELS_CALL, False),
        ("any", MODELS_CALL, True),
        ("/health", Call("GET", "/health"), True),
        ("/health", Call("GET", "/healthz"), False),
        ("/v1/*", Call("GET", "/v1/models/m"), True),
        ("/a /v1/models", MODELS_CALL, True),
    ],
)
def test_routes(route, call, meant):
    assert marked(When(route=route), call) == [meant]


@pytest.mark.parametrize(
    ("on", "body", "meant"),
    [
        (When(stream=True), {"stream": True}, True),
        (When(stream=True), {}, False),
        (When(stream=False), {}, True),
        (When(stream=False), {"stream": True}, False),
        (When(has="tools"), {"tools": [{}]}, True),
        (When(has="tools"), {"tools": []}, False),
        (When(has="tools"), {"tools": None}, False),
        (When(has="n"), {"n": 0}, True),
        (When(has="response_format.type", equals="json_schema"), {"response_format": {"type": "json_schema"}}, True),
        (When(has="response_format.type", equals="json_schema"), {"response_format": {"type": "text"}}, False),
        (When(has="temperature", equals=[0, 1]), {"temperature": 1}, True),
        (When(has="messages.0.content"), {}, True),
        (When(lacks="tools"), {}, True),
        (When(lacks="tools"), {"tools": [{}]}, False),
        (When(role="tool"), {"messages": [{"role": "tool", "content": "x"}]}, True),
        (When(role="tool"), {}, False),
        (When(says="ANSW.R"), {}, True),
        (When(says="^answer"), {}, False),
        (When(longer_than=100), {"messages": [{"role": "user", "content": "word " * 200}]}, True),
        (When(longer_than=100), {}, False),
        (When(header="content-type"), {}, True),
        (When(header="content-type: JSON"), {}, True),
        (When(header="content-type: xml"), {}, False),
        (When(header="x-no"), {}, False),
        (When(method="get"), {}, False),
    ],
)
def test_conditions_on_the_request(on, body, meant):
    assert marked(on, chat(**body)) == [meant]


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b'"text"', b'{"messages": 3}', b'{"messages": [3]}'])
def test_a_body_that_is_no_request_fits_no_condition_and_breaks_nothing(raw):
    call = Call("POST", "/v1/chat/completions", body=raw)
    for on in (When(stream=True), When(has="tools"), When(role="user"), When(says="x"), When(longer_than=5)):
        assert marked(on, call) == [False]


def test_numbers_of_requests():
    calls = [chat(), MODELS_CALL, chat(), chat(), chat()]
    assert marked(When(nth=2), *calls) == [False, False, True, False, False]
    assert marked(When(after=2), *calls) == [False, False, False, True, True]
    assert marked(When(every=2), *calls) == [False, False, True, False, True]


def test_chance_is_the_same_again_with_the_same_seed():
    calls = [chat()] * 60
    first = marked(When(chance=0.3), *calls, seed=1)
    assert first == marked(When(chance=0.3), *calls, seed=1)
    assert first != marked(When(chance=0.3), *calls, seed=2)
    assert 8 < sum(first) < 30


def test_more_than_so_many_in_flight():
    heard = play(Reply(status=299, on=When(above=2)), *[chat()] * 4)
    assert [one.status for one in heard] == [200, 200, 299, 299]
    assert marked(When(above=1), *[chat()] * 3) == [False] * 3


def test_for_a_time_only():
    calls = [(at, chat()) for at in (0, 5, 15)]
    assert [one.status for one in play(Reply(status=299, on=When(until_s=10)), *calls)] == [299, 299, 200]
    assert [one.status for one in play(Reply(status=299, on=When(since_s=10)), *calls)] == [200, 200, 299]


def test_conditions_are_of_the_request_as_it_was_sent():
    assert alone((Unstream(), Set(path="model", value="x", on=When(stream=True))), chat(True)).json["model"] == "x"


def test_order_does_not_matter_between_groups():
    both = (Gzip(), DropEvent(text="[DONE]"))
    call = chat(True, headers=(("accept-encoding", "gzip"),))
    assert alone(both, call).body == alone(both[::-1], call).body
    late = alone((HoldStream(), Say(text="x")), chat(True))
    assert late.said() == "x"
    assert len({at for at, _ in late.pieces}) == 1


def test_within_a_group_the_first_acts_first():
    assert alone((Affix(before="a"), Affix(before="b")), chat()).said().startswith("ba")
    assert header(alone((SetHeader(name="x", value="1"), SetHeader(name="x", value="2")), chat()).headers, "x") == "2"


def test_nothing_to_do_nothing_done():
    plain = alone([], chat(True))
    assert (plain.body, plain.ended) == (Service().raw, True)


def test_what_was_done_is_told():
    deeds = []
    drop, late = DropEvent(text="[DONE]"), Delay(first_s=1, on=When(nth=2))
    play((drop, late), chat(True), chat(), MODELS_CALL, log=deeds.append, one_by_one=True)
    assert [(d.number, d.method, d.path, d.stream, d.status) for d in deeds] == [
        (1, "POST", "/v1/chat/completions", True, 200),
        (2, "POST", "/v1/chat/completions", False, 200),
        (3, "GET", "/v1/models", False, 200),
    ]
    assert [{type(i).__name__: n for i, n in d.done} for d in deeds] == [
        {"DropEvent": 1},
        {"DropEvent": 0, "Delay": 1},
        {},
    ]


def test_a_request_that_failed_is_told_too():
    deeds = []

    async def broken(call, channel):
        raise RuntimeError("our bug")

    service = Service()
    service.handle = broken  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        play(Delay(first_s=1), chat(), service=service, log=deeds.append)
    assert [d.status for d in deeds] == [0]


def test_models_and_any():
    heard = play((Set(path="data[0].id", value="x", on=MODELS), SetHeader(name="y", value="z", on=ANY)), MODELS_CALL)
    assert heard[0].json["data"][0]["id"] == "x"
    assert header(heard[0].headers, "y") == "z"
