"""The service for a client's own tests: on a real socket, switched between requests, telling what it did."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from answerback.command import UsageError
from answerback.sim.misbehaving import Misbehaving, misbehaving


def chat(service: Misbehaving, **options: object) -> tuple[int, str]:
    body = {"messages": [{"role": "user", "content": "What is the capital of France?"}], "max_tokens": 400, **options}
    request = urllib.request.Request(f"{service.url}/chat/completions", json.dumps(body).encode())
    request.add_header("content-type", "application/json")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=20) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_fault_acts_and_is_told():
    with misbehaving("H04") as service:
        assert "[DONE]" not in chat(service, stream=True)[1]
        assert "Paris" in chat(service)[1]
        first, second = service.requests
    assert (first.path, first.stream, first.done) == ("/v1/chat/completions", True, {"H04": 1})
    assert second.done == {}


def test_faults_are_switched_and_counted_anew():
    with misbehaving() as service:
        assert chat(service)[0] == 200
        service.switch("Reply:status=503,on.nth=1")
        assert [chat(service)[0] for _ in range(2)] == [503, 200]
        service.forget()
        service.switch()
        assert chat(service)[0] == 200
        assert [request.done for request in service.requests] == [{}]


def test_the_seed_repeats_chance():
    def drawn(seed: int) -> list[int]:
        with misbehaving("Reply:status=503,on.chance=0.5", seed=seed) as service:
            return [chat(service)[0] for _ in range(12)]

    assert drawn(1) == drawn(1)
    assert set(drawn(1)) == {200, 503}
    assert drawn(1) != drawn(2)


def test_the_dialect_is_the_faults_own_unless_named():
    with misbehaving("A12") as service:
        assert service.url.endswith("/api/v3")
    with misbehaving("H04", dialect="ollama") as service:
        assert json.loads(chat(service, model="qwen3:0.6b")[1])["system_fingerprint"] == "fp_ollama"


@pytest.mark.parametrize("fault", ["Z99", "A09", "NoListener"])
def test_what_cannot_be_played_is_refused(fault):
    with pytest.raises(UsageError), misbehaving(fault):
        pass
