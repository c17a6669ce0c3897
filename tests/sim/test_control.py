"""Faults are switched while the service runs."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parent / "acts"))

from playing import Client, Service, chat

from answerback.sim import act, spec
from answerback.sim.control import Switchboard
from answerback.sim.stage import Call
from answerback.sim.virtual import VirtualLoop


class Desk:
    """A switchboard before a service, and somebody who calls it."""

    def __init__(self, configurable: bool = False) -> None:
        self.loop = VirtualLoop()
        self.logged = []
        service = Service()
        self.made = []

        def make(injections, seed, log):
            self.made.append((list(injections), seed))
            return act.wrap(service.handle, injections, seed=seed, log=log)

        self.board = Switchboard(make, configurable=configurable, log=self.logged.append)

    def call(self, call: Call) -> Client:
        client = Client()
        self.loop.run_until_complete(self.board.handle(call, client))
        return client

    def faults(self, method: str = "GET", body: object = None) -> Client:
        data = b"" if body is None else body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self.call(Call(method, "/_answerback/faults", body=data))


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.loop.close()


def test_at_first_nothing_is_wrong(desk):
    assert desk.faults().json == {"faults": [], "seed": 0, "requests": 0}
    assert desk.call(chat()).status == 200


def test_faults_are_put_and_deleted(desk):
    put = desk.faults("PUT", ["H04", {"type": "Say", "text": "x"}])
    assert [one["fault"] for one in put.json["faults"]] == ["H04", 'Say:text="x"']
    assert [one["code"] for one in put.json["faults"]] == ["H04", None]
    heard = desk.call(chat(True))
    assert heard.said() == "x"
    assert "[DONE]" not in heard.data
    assert desk.faults("DELETE").json["faults"] == []
    assert desk.call(chat(True)).data[-1] == "[DONE]"


def test_the_state_can_be_put_back(desk):
    desk.faults("PUT", {"faults": ["Delay:2"], "seed": 7})
    state = desk.faults().json
    desk.faults("DELETE")
    again = desk.faults("PUT", {"faults": [text for one in state["faults"] for text in one["injections"]], "seed": 7})
    assert again.json["seed"] == 7
    assert desk.made[-1] == desk.made[-3]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", "H04", 3, {"faults": "H04"}, ["Dleay"], [3], ["Delay:x"], {"faults": [], "seed": "x"}, ["NoListener"],
     ["Configure:context,512"]],
)  # fmt: skip
def test_what_cannot_be_is_told_and_changes_nothing(desk, body):
    desk.faults("PUT", ["Say:text=x"])
    refused = desk.faults("PUT", body)
    assert refused.status == 400
    assert refused.json["error"]["message"]
    assert desk.call(chat()).said() == "x"


def test_a_simulated_service_may_be_set_up_anew():
    desk = Desk(configurable=True)
    assert desk.faults("PUT", ["Configure:context,512"]).status == 200
    desk.loop.close()


def test_what_was_done_can_be_asked_for(desk):
    desk.faults("PUT", ["H04", "Delay:first_s=1,on.nth=9"])
    desk.call(chat(True))
    desk.call(chat())
    told = desk.call(Call("GET", "/_answerback/requests")).json["requests"]
    assert [(one["number"], one["done"]) for one in told] == [(1, {"H04": 1}), (2, {})]
    assert [shown.number for shown in desk.logged] == [1, 2]
    desk.call(Call("DELETE", "/_answerback/requests"))
    assert desk.call(Call("GET", "/_answerback/requests")).json == {"requests": []}


def test_other_paths_and_methods(desk):
    assert desk.call(Call("GET", "/_answerback/x")).status == 404
    assert desk.faults("POST", []).status == 405
    assert desk.call(Call("GET", "/_answerbacks")).status == 200


def test_numbers_start_anew_with_each_switch(desk):
    desk.faults("PUT", ["Reply:status=503,on.nth=1"])
    assert [desk.call(chat()).status for _ in range(2)] == [503, 200]
    desk.faults("PUT", ["Reply:status=503,on.nth=1"])
    assert desk.call(chat()).status == 503


def test_a_spec_given_at_the_start_is_played(desk):
    desk.board.switch([spec.read("Say:text=x")])
    assert desk.call(chat()).said() == "x"
