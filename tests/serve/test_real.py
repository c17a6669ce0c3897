"""A real model behind the protocol: SmolLM2 through openvino-genai, started as users start it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from answerback.serve import launch
from answerback.values.result import Verdict

pytestmark = [pytest.mark.real]
pytest.importorskip("openvino_genai")

KEY = "test-key-of-the-embedded-service"
FRANCE = "What is the capital of France? Answer in one short sentence."
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}  # fmt: skip


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with launch.service("smollm2", ["--context", "2048"]) as up:
        yield up.url


def post(url: str, **body: Any) -> tuple[int, Any]:
    body = {"messages": [{"role": "user", "content": FRANCE}], "temperature": 0, "max_tokens": 24, **body}
    request = urllib.request.Request(
        f"{url}/chat/completions", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def stream(url: str, **body: Any) -> list[dict[str, Any]]:
    body = {"messages": [{"role": "user", "content": FRANCE}], "temperature": 0, "max_tokens": 24, **body}
    request = urllib.request.Request(
        f"{url}/chat/completions", json.dumps({**body, "stream": True}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        lines = [line.decode().strip() for line in answer if line.startswith(b"data: ")]
    assert lines[-1] == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]


def text(url: str, **body: Any) -> str:
    status, said = post(url, **body)
    assert status == 200, said
    return said["choices"][0]["message"]["content"] or ""


def figure(url: str, name: str) -> float:
    with urllib.request.urlopen(url.removesuffix("/v1") + "/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return float(next(line for line in lines if line.startswith(f"answerback_{name}{{")).split()[-1])


def test_it_answers_and_counts_exactly(url: str) -> None:
    status, said = post(url)
    assert status == 200
    (choice,) = said["choices"]
    assert "Paris" in choice["message"]["content"]
    assert choice["finish_reason"] == "stop"
    usage = said["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    longer = post(url, messages=[{"role": "user", "content": FRANCE + " Please."}])[1]["usage"]
    assert longer["prompt_tokens"] == usage["prompt_tokens"] + 2


def test_a_stream_says_the_same_in_pieces(url: str) -> None:
    chunks = stream(url, stream_options={"include_usage": True})
    said = post(url)[1]
    pieces = [c["choices"][0]["delta"].get("content") for c in chunks if c["choices"]]
    assert len([piece for piece in pieces if piece]) > 3
    assert "".join(piece or "" for piece in pieces) == said["choices"][0]["message"]["content"]
    assert chunks[-1]["usage"] == said["usage"]


def test_company_changes_no_answer(url: str) -> None:
    """Greedy answers are the same alone and four at a time: the engine is told to be exact."""
    chats = [[{"role": "user", "content": f"Tell me about the number {n}."}] for n in range(4)]
    alone = [text(url, messages=chat) for chat in chats]
    together: dict[int, str] = {}
    threads = [
        threading.Thread(target=lambda n=n, chat=chat: together.update({n: text(url, messages=chat)}))
        for n, chat in enumerate(chats)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[n] for n in range(4)] == alone
    assert len(set(alone)) == 4


def test_limits_stops_and_choices(url: str) -> None:
    status, said = post(url, max_tokens=3)
    assert (said["choices"][0]["finish_reason"], said["usage"]["completion_tokens"]) == ("length", 3)
    whole = text(url)
    word = whole.split()[3]
    cut = post(url, stop=[word])[1]["choices"][0]
    assert cut["message"]["content"] == whole[: whole.index(word)]
    assert (cut["finish_reason"], cut["stop_reason"]) == ("stop", word)
    assert status == 200
    several = post(url, n=3, temperature=1.2, seed=3, max_tokens=8)[1]
    assert len({choice["message"]["content"] for choice in several["choices"]}) > 1
    assert several["usage"]["completion_tokens"] > 8


def test_a_seed_repeats_and_another_does_not(url: str) -> None:
    asks = {"temperature": 1.5, "max_tokens": 16, "messages": [{"role": "user", "content": "Tell me a story."}]}
    first = text(url, seed=5, **asks)
    assert text(url, seed=5, **asks) == first
    assert len({text(url, seed=seed, **asks) for seed in (6, 7, 8)} | {first}) > 2


def test_logprobs_belong_to_the_text(url: str) -> None:
    choice = post(url, logprobs=True)[1]["choices"][0]
    content = choice["logprobs"]["content"]
    assert "".join(one["token"] for one in content) == choice["message"]["content"]
    assert all(one["logprob"] <= 0 for one in content)


def test_emoji_come_whole(url: str) -> None:
    chunks = stream(url, messages=[{"role": "user", "content": "Write 😀🎉 three emoji"}], max_tokens=12)
    pieces = [c["choices"][0]["delta"].get("content") or "" for c in chunks if c["choices"]]
    assert any(ord(char) > 0xFFFF for char in "".join(pieces))
    assert not any("\ufffd" in piece for piece in pieces)


def test_a_schema_is_kept_to(url: str) -> None:
    schema = {
        "type": "object", "required": ["city", "big"], "additionalProperties": False,
        "properties": {"city": {"enum": ["Paris", "Lyon"]}, "big": {"type": "boolean"}},
    }  # fmt: skip
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    said = json.loads(text(url, response_format=form, max_tokens=60))
    assert said["city"] in ("Paris", "Lyon")
    assert isinstance(said["big"], bool)


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "get_weather"}}])
def test_a_tool_that_must_be_called_is_called(url: str, choice: Any) -> None:
    asks: dict[str, Any] = {"tools": [TOOL], "tool_choice": choice, "max_tokens": 80}
    said = post(url, messages=[{"role": "user", "content": "Weather in Paris?"}], **asks)[1]["choices"][0]
    (call,) = said["message"]["tool_calls"]
    assert call["function"]["name"] == "get_weather"
    assert set(json.loads(call["function"]["arguments"])) == {"city"}


def test_a_schema_that_cannot_be_enforced_is_refused_and_harms_nobody(url: str) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "foo"}}}
    status, said = post(url, response_format=form)
    assert status == 400
    assert "there is no type 'foo'" in said["error"]["message"]
    assert "Paris" in text(url)


def test_a_prompt_that_is_too_long_is_refused_with_its_true_length(url: str) -> None:
    status, said = post(url, messages=[{"role": "user", "content": "word " * 12000}])
    assert status == 400
    assert "maximum context length is 2048 tokens" in said["error"]["message"]
    length = int(said["error"]["message"].split("at least ")[-1].split()[0])
    assert length > 12000, "the engine's tokenizer cuts at 8192"


def test_a_client_that_hangs_up_frees_the_engine(url: str) -> None:
    before = figure(url, "requests_cancelled_total")
    body = {"messages": [{"role": "user", "content": FRANCE}], "max_tokens": 1500, "ignore_eos": True, "stream": True}
    request = urllib.request.Request(
        f"{url}/chat/completions", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.readline()
    deadline = time.monotonic() + 20
    while figure(url, "requests_cancelled_total") == before and time.monotonic() < deadline:
        pass  # each look takes a request's time
    assert figure(url, "requests_cancelled_total") == before + 1
    assert "Paris" in text(url)


def test_its_smoke_check_is_healthy(url: str, examine: Any) -> None:
    report = examine(url, timeout_s=60)
    assert report.verdict is Verdict.HEALTHY
    assert report.server.name == "openvino"


def test_a_grammar_that_breaks_the_engine_costs_only_its_own_request() -> None:
    """The pipeline can never step again after such a grammar: it is built anew, and others go on."""
    import queue

    from answerback.cli._greeting import Teller
    from answerback.command import Given
    from answerback.serve import convert, models
    from answerback.serve.engine import Engine, Made, Order
    from answerback.serve.grammar import Grammar

    found = models.find("smollm2", Teller(Given({"lang": "en", "quiet": True}, {})))
    engine = Engine(convert.prepare(found.path, models.folder()).folder)
    try:
        good: queue.Queue[Made] = queue.Queue()
        bad: queue.Queue[Made] = queue.Queue()
        options = {"max_new_tokens": 40, "ignore_eos": True, "do_sample": False}
        ids = list(range(100, 120))

        def run(grammar: Grammar | None, to: queue.Queue[Made]) -> None:
            engine.submit(Order(ids=ids, options=options, grammar=grammar, deliver=to.put))

        def collect(of: queue.Queue[Made]) -> tuple[list[int], Made]:
            out: list[int] = []
            while True:
                made = of.get(timeout=60)
                out += made.ids
                if made.finish or made.error:
                    return out, made

        run(None, good)
        expected, _ = collect(good)
        run(None, good)
        begun = good.get(timeout=60)
        run(Grammar(schema='{"type": "foo"}'), bad)
        _, refused = collect(bad)
        assert refused.refused
        assert "foo" in refused.error
        rest, last = collect(good)
        assert begun.ids + rest == expected
        assert last.finish == "length"
        assert engine.figures.rebuilt == 1
    finally:
        engine.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_in_the_middle_of_an_answer(how: signal.Signals) -> None:
    command = [sys.executable, "-m", "answerback", "up", "smollm2", "--port", "0", "--no-check", "--key-env", "UP_KEY"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**_environment(), "UP_KEY": KEY}
    )
    assert process.stdout is not None
    base = process.stdout.readline().strip()
    assert post(base)[0] == 401
    body = json.dumps({"messages": [{"role": "user", "content": "x"}], "ignore_eos": True, "stream": True}).encode()
    headers = {"content-type": "application/json", "authorization": f"Bearer {KEY}"}
    with urllib.request.urlopen(urllib.request.Request(f"{base}/chat/completions", body, headers)) as answer:
        answer.readline()
        process.send_signal(how)
        lines = answer.read().decode().split("\n\n")
        _, errors = process.communicate(timeout=30)
    *_, ending, done, _ = [line.removeprefix("data: ") for line in lines]
    assert done == "[DONE]"
    assert json.loads(ending)["choices"][0]["finish_reason"] == "abort"
    assert process.returncode == 0
    assert errors.splitlines()[-1] == "Ended."
    assert "Traceback" not in errors
    assert KEY not in errors


def _environment() -> dict[str, str]:
    import os

    return {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL")}


def test_a_service_that_does_not_come_up_tells_why() -> None:
    with pytest.raises(launch.LaunchFailed, match="names no model"), launch.service("nope"):
        pytest.fail("it must not come up")
