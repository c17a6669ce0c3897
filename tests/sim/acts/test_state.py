"""What requests do to each other: queues, limits, leaks, replicas, caches, mix-ups."""

from __future__ import annotations

import msgspec
import pytest
from playing import Client, Service, chat, play

from answerback.sim.acts.shape import header
from answerback.sim.stage import Call, Channel
from answerback.values.injections import (
    CrossTalk,
    Dies,
    Leak,
    Reject,
    Replay,
    Replicas,
    Say,
    Serialise,
    SetHeader,
    When,
)


class Echo(Service):
    """Says how manieth request it answers, and what was asked."""

    async def handle(self, call: Call, channel: Channel) -> None:
        asked = (call.json() or {}).get("messages", [{}])[-1].get("content", "")
        number = len(self.asked) + 1
        answer = Service((f"{number}:", f"{asked}"), pause_s=self.pause_s)
        self.asked.append(call)
        await answer.handle(call, channel)


def ask(text, stream=False):
    return chat(stream, messages=[{"role": "user", "content": text}])


def test_one_at_a_time():
    heard = play(Serialise(), *[chat()] * 3, service=Service(pause_s=1))
    assert sorted(one.at for one in heard) == pytest.approx([1, 2, 3])
    heard = play(Serialise(each_s=5), *[chat()] * 2)
    assert [one.at_end for one in heard] == pytest.approx([5, 10], abs=0.05)


def test_too_many_are_turned_away():
    heard = play(Reject(slots=2, headers=(("retry-after", "3"),)), *[chat()] * 5)
    assert sorted(one.status for one in heard) == [200, 200, 503, 503, 503]
    assert header(heard[-1].headers, "retry-after") == "3"
    assert [one.status for one in play(Reject(slots=1), *[chat()] * 5, one_by_one=True)] == [200] * 5


def test_too_many_a_minute():
    calls = [(at, chat()) for at in (0, 1, 2, 58, 61, 62)]
    heard = play(Reject(per_minute=2, status=429), *calls)
    assert [one.status for one in heard] == [200, 200, 429, 429, 200, 200]


def test_who_hangs_up_leaves_the_place_busy():
    calls = [(0, chat(True)), (1, chat(True)), (2, chat())]
    clients = [Client(pieces=2), Client(pieces=2), Client()]
    heard = play(Leak(slots=2, held_s=100), *calls, clients=clients)
    assert heard[2].at == pytest.approx(100, abs=0.1)
    stayed = play(Leak(slots=1), *calls)
    assert stayed[2].at < 3


def test_replicas_take_turns():
    heard = play(Replicas(other=(Say(text="other"),)), *[chat()] * 6, one_by_one=True)
    assert [one.said() == "other" for one in heard] == [False, True] * 3


def test_a_replica_gets_its_share():
    heard = play(Replicas(other=(Say(text="other"),), share=0.25), *[chat()] * 8, one_by_one=True)
    assert sum(one.said() == "other" for one in heard) == 2


def test_a_replica_may_come_as_plain_data():
    other = ({"type": "SetHeader", "name": "x", "value": "y"},)
    heard = play(Replicas(other=other, share=1), chat(True))[0]
    assert header(heard.headers, "x") == "y"


def test_a_replica_streams_beside_other_injections():
    heard = play((Replicas(other=(Say(text="b"),), share=1), SetHeader(name="x", value="y")), *[chat(True)] * 3)
    assert [one.said() for one in heard] == ["b"] * 3
    assert all(header(one.headers, "x") == "y" for one in heard)


def test_dead_after_the_first():
    models = Call("GET", "/v1/models")
    heard = play(Dies(how="error", on=When(has="response_format")), chat(), chat(response_format={"type": "x"}), chat(),
                 Call("POST", "/v1/completions"), models, one_by_one=True)  # fmt: skip
    assert [one.status for one in heard] == [200, 200, 500, 500, 200]
    silent = play(Dies(), chat(), chat(), clients=[Client(), Client(patience_s=9)], one_by_one=True)
    assert [one.status for one in silent] == [200, 0]


@pytest.mark.parametrize("stream", [False, True])
def test_answers_are_replayed(stream):
    heard = play(Replay(), ask("a", stream), ask("b", stream), ask("a", stream), service=Echo(), one_by_one=True)
    assert [one.said() for one in heard] == ["1:a", "2:b", "1:a"]
    assert heard[2].body == heard[0].body


def test_streams_and_whole_answers_are_kept_apart():
    heard = play(Replay(), ask("a"), ask("a", True), ask("a"), service=Echo(), one_by_one=True)
    assert [one.said() for one in heard] == ["1:a", "2:a", "1:a"]


@pytest.mark.parametrize("stream", [False, True])
def test_a_replayed_answer_may_have_a_new_id(stream):
    heard = play(Replay(fresh_id=True), ask("a", stream), ask("a", stream), service=Echo(), one_by_one=True)
    assert heard[0].said() == heard[1].said()
    first, second = (msgspec.json.decode(one.data[0]) if stream else one.json for one in heard)
    assert first["id"] != second["id"]


def test_the_cache_may_look_at_the_beginning_only():
    texts = ("x" * 50 + " one", "x" * 50 + " two", "short one", "short two")
    heard = play(Replay(prefix_chars=40), *map(ask, texts), service=Echo(), one_by_one=True)
    assert [one.said()[:2] for one in heard] == ["1:", "1:", "2:", "3:"]


def test_answers_are_swapped():
    heard = play(CrossTalk(), ask("a"), ask("b"), service=Echo())
    assert [one.said().partition(":")[2] for one in heard] == ["b", "a"]


def test_an_answer_alone_has_none_to_be_swapped_with():
    heard = play(CrossTalk(), ask("a"), ask("b"), service=Echo(), one_by_one=True)
    assert [one.said().partition(":")[2] for one in heard] == ["a", "b"]


def test_a_stream_is_not_swapped_with_a_whole_answer():
    heard = play(CrossTalk(), ask("a", True), ask("b"), service=Echo())
    assert [one.said().partition(":")[2] for one in heard] == ["a", "b"]


def test_an_odd_one_gets_its_own_answer():
    heard = play(CrossTalk(), ask("a"), ask("b"), ask("c"), service=Echo())
    assert [one.said().partition(":")[2] for one in heard] == ["b", "a", "c"]


def test_pieces_of_another_answer():
    class Two(Service):
        async def handle(self, call: Call, channel: Channel) -> None:
            letter = call.json()["messages"][0]["content"]
            await Service([letter] * 12).handle(call, channel)

    a, b = play(CrossTalk(how="deltas"), ask("a", True), ask("b", True), service=Two())
    assert set(a.said()) == set(b.said()) == {"a", "b"}
    assert len(a.said()) == 12
    assert a.said().count("a") > 6
