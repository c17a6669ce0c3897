"""From tokens to the protocol: thinking, tools, schemas, stops, logprobs and usage, with an engine that is scripted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.serve.scripted import Scripted, ask, events, joined, message

THOUGHT = "<think>\nThe user greets.\nI greet.\n</think>\n\nHello there!"
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}  # fmt: skip
PARIS = '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>'
ROME = PARIS.replace("Paris", "Rome")
WAYS: list[dict[str, Any]] = [{}, {"split": True}, {"whole": True}, {"split": True, "whole": True}]
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
FORM = {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": SCHEMA}}


@pytest.mark.parametrize("way", WAYS)
def test_thought_and_answer_are_told_apart(way: dict[str, Any]) -> None:
    said = message(ask(Scripted(THOUGHT, **way)))
    assert said["content"] == "Hello there!"
    assert said["reasoning"] == said["reasoning_content"] == "The user greets.\nI greet."
    assert said["finish_reason"] == "stop"
    streamed = joined(ask(Scripted(THOUGHT, **way), stream=True, stream_options={"include_usage": True}))
    for name in ("content", "reasoning", "reasoning_content", "finish_reason", "usage"):
        assert streamed[name] == said[name]


def test_every_token_is_counted_and_thoughts_apart() -> None:
    engine = Scripted(THOUGHT)
    usage = message(ask(engine))["usage"]
    assert usage["completion_tokens"] == len(engine.made)
    assert usage["prompt_tokens"] == len(engine.orders[0].ids)
    thought = usage["completion_tokens_details"]["reasoning_tokens"]
    assert len("\nThe user greets.\nI greet.\n") <= thought <= len("\nThe user greets.\nI greet.\n") + 2


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 9, 29])
def test_a_budget_that_ends_in_thought_leaves_no_content(stream: bool, limit: int) -> None:
    caught = ask(Scripted(THOUGHT), max_tokens=limit, stream=stream)
    said = joined(caught) if stream else message(caught)
    assert not said["content"]
    assert said["finish_reason"] == "length"
    assert THOUGHT[len("<think>") :].lstrip().startswith(said["reasoning"] or "")
    assert b"<think" not in caught.body


def test_thinking_that_is_turned_off_stays_off() -> None:
    engine = Scripted("Hello there!")
    said = message(ask(engine, chat_template_kwargs={"enable_thinking": False}))
    assert (said["content"], said["reasoning"]) == ("Hello there!", None)
    assert bytes(n for n in engine.orders[0].ids if n < 256).endswith(b"assistant\n\n\n\n\n")


def test_an_empty_thought_of_no_think_is_none() -> None:
    said = message(ask(Scripted("<think>\n\n</think>\n\nHello!")))
    assert (said["content"], said["reasoning"], said["reasoning_content"]) == ("Hello!", None, None)


def test_a_thought_that_the_template_opens_is_one_too() -> None:
    said = message(ask(Scripted("Let me see.\n</think>\n\nHello!", opens=True)))
    assert (said["content"], said["reasoning"]) == ("Hello!", "Let me see.")
    cut = message(ask(Scripted("Let me see.\n</think>\n\nHello!", opens=True), max_tokens=6))
    assert (cut["content"], cut["reasoning"], cut["finish_reason"]) == (None, "Let me", "length")


def test_plain_completions_keep_their_blanks_and_tags() -> None:
    caught = ask(Scripted(" Paris <think>"), path="/v1/completions", prompt="The capital of France is")
    assert json.loads(caught.body)["choices"][0]["text"] == " Paris <think>"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stream", [False, True])
def test_calls_in_qwens_markup_become_tool_calls(stream: bool, way: dict[str, Any]) -> None:
    script = f"<think>\nWeather in two places.\n</think>\n\n{PARIS}\n{ROME}"
    caught = ask(Scripted(script, **way), tools=[TOOL], stream=stream)
    said = joined(caught) if stream else message(caught)
    calls = (
        said["calls"] if stream else [[c["function"]["name"], c["function"]["arguments"]] for c in said["tool_calls"]]
    )
    assert [(call[0], json.loads(call[1])["city"]) for call in calls] == [
        ("get_weather", "Paris"),
        ("get_weather", "Rome"),
    ]
    assert not said["content"]
    assert said["reasoning"] == "Weather in two places."
    assert said["finish_reason"] == "tool_calls"
    assert b"tool_call>" not in caught.body


def test_arguments_are_streamed_in_pieces() -> None:
    (call,) = joined(ask(Scripted(PARIS), tools=[TOOL], stream=True))["calls"]
    assert call[2] > 5


def test_text_before_a_call_stays_and_one_cut_off_is_no_call() -> None:
    said = message(ask(Scripted(f"I look.\n{PARIS}"), tools=[TOOL]))
    assert (said["content"], len(said["tool_calls"])) == ("I look.", 1)
    cut = message(ask(Scripted(PARIS), tools=[TOOL], max_tokens=12))
    assert (cut["tool_calls"], cut["finish_reason"]) == ([], "length")


def test_tool_choice_none_shows_no_tool_and_reads_none() -> None:
    engine = Scripted(PARIS)
    said = message(ask(engine, tools=[TOOL], tool_choice="none"))
    assert said["tool_calls"] == []
    assert b"get_weather" not in bytes(n for n in engine.orders[0].ids if n < 256)


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "get_weather"}}])
def test_a_call_that_is_demanded_is_forced(choice: Any) -> None:
    engine = Scripted(PARIS)
    assert message(ask(engine, tools=[TOOL], tool_choice=choice))["finish_reason"] == "tool_calls"
    made = engine.orders[0].grammar
    assert made is not None
    assert (made.forced, [call.name for call in made.calls], made.thinks) == (True, ["get_weather"], True)


def test_a_result_turn_reaches_the_model_and_is_counted() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}
    turns = [{"role": "user", "content": "Weather?"}, {"role": "assistant", "content": None, "tool_calls": [call]},
             {"role": "tool", "tool_call_id": "1", "content": "SUNNY"}]  # fmt: skip
    engine = Scripted("It is sunny.")
    usage = message(ask(engine, messages=turns, tools=[TOOL]))["usage"]
    assert b"SUNNY" in bytes(n for n in engine.orders[0].ids if n < 256)
    assert usage["prompt_tokens"] == len(engine.orders[0].ids)


@pytest.mark.parametrize("thinking", [True, False])
@pytest.mark.parametrize("stream", [False, True])
def test_a_schema_is_forced_after_the_thought(thinking: bool, stream: bool) -> None:
    engine = Scripted('<think>\nOne.\n</think>\n\n{"a": 1}' if thinking else '{"a": 1}')
    caught = ask(engine, response_format=FORM, chat_template_kwargs={"enable_thinking": thinking}, stream=stream)
    said = joined(caught) if stream else message(caught)
    assert json.loads(said["content"]) == {"a": 1}
    made = engine.orders[0].grammar
    assert made is not None
    assert (json.loads(made.schema), made.thinks) == (SCHEMA, thinking)


@pytest.mark.parametrize("way", WAYS)
def test_a_stop_over_several_tokens_cuts_and_is_named(way: dict[str, Any]) -> None:
    for stream in (False, True):
        caught = ask(Scripted("one two three four", **way), stop=["zzz", "three"], stream=stream)
        said = joined(caught) if stream else message(caught)
        assert (said["content"], said["finish_reason"]) == ("one two ", "stop")
    assert events(caught)[-1]["choices"][0]["stop_reason"] == "three"


def test_the_client_that_stops_early_frees_the_engine() -> None:
    engine = Scripted("one two three four")
    ask(engine, stop="two")
    assert engine.orders[0].cancelled


def test_logprobs_are_the_chosen_tokens() -> None:
    caught = ask(Scripted("Hi 你"), logprobs=True)
    content = json.loads(caught.body)["choices"][0]["logprobs"]["content"]
    assert bytes(byte for one in content for byte in one["bytes"]).decode() == "Hi 你"
    assert {one["logprob"] for one in content} == {-0.5}


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"logprobs": True, "top_logprobs": 2}, "Alternatives are not available"),
        ({"logit_bias": {"5": 1}}, "logit_bias is not supported"),
        ({"stop_token_ids": [1]}, "stop_token_ids is not supported"),
        ({"best_of": 2}, "best_of is not supported"),
        ({"min_tokens": -1}, "min_tokens must be"),
        ({"min_tokens": 9, "max_tokens": 8}, "less than or equal to max_tokens=8"),
        ({"n": 0}, "n must be at least 1"),
        ({"n": 999}, "n must be at most 128"),
        ({"seed": 2**70}, "seed must be"),
        ({"stop": ["a", 1]}, "list of strings"),
        ({"stop": [""]}, "empty string"),
        ({"stop": ["a"] * 17}, "at most 16"),
        ({"temperature": 2.5}, "temperature must be"),
        ({"response_format": {"type": "xml"}}, "response_format.type"),
        ({"response_format": {"type": "json_schema"}}, "must be a JSON Schema"),
        ({"tools": [{"type": "function"}]}, "a function with a name"),
        ({"tools": [TOOL], "tool_choice": "perhaps"}, "tool_choice must be"),
        ({"messages": []}, "must not be empty"),
        ({"messages": [{"role": "owner", "content": "x"}]}, "role must be one of"),
        ({"messages": [{"role": "user", "content": [{"type": "audio"}]}]}, "a part must be text"),
        ({"max_tokens": 5000}, "cannot be greater than max_model_len=4096"),
        ({"max_tokens": 4090}, "maximum context length is 4096 tokens"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(field: dict[str, Any], words: str) -> None:
    engine = Scripted("Hi")
    caught = ask(engine, **field)
    assert caught.status == 400
    assert words in json.loads(caught.body)["error"]["message"]
    assert not engine.orders


@pytest.mark.parametrize("prompt", [["a", "b"], [[1], [2]], [], [True]])
def test_several_prompts_are_refused(prompt: Any) -> None:
    assert ask(Scripted("Hi"), path="/v1/completions", prompt=prompt).status == 400


def test_a_prompt_that_is_too_long_is_refused_in_vllms_words() -> None:
    caught = ask(Scripted("Hi"), context=100, messages=[{"role": "user", "content": "word " * 100}])
    assert caught.status == 400
    said = json.loads(caught.body)["error"]["message"]
    assert said.startswith(
        "This model's maximum context length is 100 tokens. However, your prompt contains at least 5"
    )


def test_an_engine_that_breaks_within_a_stream_says_so_in_it() -> None:
    engine = Scripted("Hello there!")
    engine.breaks_after = 3
    caught = ask(engine, stream=True)
    *_, last = events(caught)
    assert caught.ended
    assert "out of memory" in last["error"]["message"]
    whole = Scripted("Hello there!")
    whole.breaks_after = 3
    assert ask(whole).status == 503
