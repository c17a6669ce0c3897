"""What every dialect has in common, and the marks by which each is told from the others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import ask

from answerback import server
from answerback.run import Run
from answerback.sim import dialects
from answerback.sim.wire import SimWire
from answerback.values.answer import ErrorShape
from answerback.values.asks import Get, ListModels, Raw, chat
from answerback.values.target import STANDARD, Target

ALL = sorted(dialects.load())
SUM = "What is 2 + 3? Answer with the number only."
TOOL = {"type": "function", "function": {"name": "get_weather", "description": "Weather in a city", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}  # fmt: skip
THINKING = {
    "vllm": "reasoning", "ollama": "reasoning", "openrouter": "reasoning", "sglang": "reasoning_content",
    "llamacpp": "reasoning_content", "lmdeploy": "reasoning_content", "litellm": "reasoning_content",
    "transformers": "reasoning_content", "xinference": "reasoning_content", "lmstudio": "reasoning_content",
    "openvino": "reasoning_content",
}  # fmt: skip


@pytest.mark.parametrize("dialect", ALL)
def test_a_chat_is_the_same_whole_and_streamed(dialect: str) -> None:
    whole = ask(chat(SUM, temperature=0, max_tokens=600), dialect).answer
    options = {"stream_options": {"include_usage": True}}
    heard = ask(chat(SUM, temperature=0, max_tokens=600, stream=True, **options), dialect)
    streamed = heard.answer
    assert whole.first is not None and streamed.first is not None
    assert whole.text.strip() == streamed.text.strip() == "5"
    assert whole.first.thought == streamed.first.thought
    assert whole.first.reasoning_field == streamed.first.reasoning_field == THINKING.get(dialect, "")
    assert whole.first.finish_reason == streamed.first.finish_reason == "stop"
    assert streamed.first.role == "assistant"
    assert whole.usage is not None and streamed.usage is not None
    assert (whole.usage.prompt, whole.usage.completion) == (streamed.usage.prompt, streamed.usage.completion)
    assert heard.done is (dialect != "transformers")
    assert not heard.broken


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("dialect", ALL)
def test_a_tool_is_called(dialect: str, stream: bool) -> None:
    answer = ask(chat("Weather in Paris?", temperature=0, tools=[TOOL], stream=stream, max_tokens=600), dialect).answer
    assert answer.first is not None and answer.first.finish_reason == "tool_calls"
    (call,) = answer.first.tool_calls
    assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "Paris"})


@pytest.mark.parametrize("dialect", ALL)
def test_bad_requests_are_refused_in_words(dialect: str) -> None:
    bad: tuple[Any, ...] = (
        Raw(method="POST", path="chat/completions", body='{"model":"{model}"}'),
        Raw(method="POST", path="chat/completions", body="{bad"),
        chat("hi", temperature="hot"),
    )
    for one in bad:
        heard = ask(one, dialect)
        assert heard.status in (400, 422)
        assert heard.error is not None and heard.error.message


@pytest.mark.parametrize("dialect", ALL)
def test_a_model_that_is_not_served(dialect: str) -> None:
    heard = ask(chat("hi", model="no-such-model", max_tokens=300), dialect)
    if dialect in ("sglang", "llamacpp", "tgi", "lmstudio"):
        assert heard.status == 200
        assert heard.answer.model == ("no-such-model" if dialect == "sglang" else dialects.named(dialect).served[0])
    else:
        assert heard.status in (400, 404)
        assert heard.error is not None and heard.error.message


@pytest.mark.parametrize("dialect", ALL)
def test_the_list_names_what_is_served(dialect: str) -> None:
    listed = ask(ListModels(), dialect).json["data"]
    assert tuple(card["id"] for card in listed) == dialects.named(dialect).served
    assert ask(ListModels(), dialect, models=[]).json["data"] == []


@pytest.mark.parametrize("dialect", sorted({kind.name for kind in server.load()} & set(ALL)))
def test_the_product_is_recognised(dialect: str) -> None:
    wire = SimWire(dialect)
    report = Run(Target(wire.url), wire, STANDARD).report()
    wire.close()
    if dialect not in ("azure", "dashscope", "deepseek", "openrouter"):  # those are known by their host names
        assert report.server.name == dialect
        version = dialects.named(dialect).version
        assert report.server.version in (version, "")


@pytest.mark.parametrize(
    ("dialect", "version", "shape", "fields"),
    [
        ("vllm", "0.10.0", ErrorShape.FLAT, {"reasoning_content"}),
        ("vllm", "0.11.0", ErrorShape.OPENAI, {"reasoning_content"}),
        ("vllm", "0.15.1", ErrorShape.OPENAI, {"reasoning", "reasoning_content"}),
        ("vllm", "0.32.0", ErrorShape.OPENAI, {"reasoning"}),
    ],
)
def test_versions_of_vllm_differ(dialect: str, version: str, shape: ErrorShape, fields: set[str]) -> None:
    heard = ask(chat("hi", model="nope"), dialect, version=version)
    assert heard.error is not None and heard.error.shape is shape
    message = ask(chat("Say OK", temperature=0), dialect, version=version).json["choices"][0]["message"]
    assert {name for name in message if name.startswith("reasoning")} == fields


@pytest.mark.parametrize(
    ("dialect", "shape"),
    [
        ("sglang", ErrorShape.FLAT), ("lmdeploy", ErrorShape.FLAT), ("llamacpp", ErrorShape.OPENAI),
        ("ollama", ErrorShape.OPENAI), ("tgi", ErrorShape.STRING), ("transformers", ErrorShape.DETAIL),
        ("xinference", ErrorShape.DETAIL), ("lmstudio", ErrorShape.STRING), ("litellm", ErrorShape.OPENAI),
    ],
)  # fmt: skip
def test_errors_have_the_products_shape(dialect: str, shape: ErrorShape) -> None:
    heard = ask(Raw(method="POST", path="chat/completions", body='{"model":"{model}"}'), dialect)
    assert heard.error is not None and heard.error.shape is shape


def test_ollama_drops_old_turns_without_a_word() -> None:
    turns = ("The code is 4711. " + "word " * 900, {"role": "assistant", "content": "Fine."})
    heard = ask(
        chat(*turns, "What is the code? One word.", temperature=0, reasoning_effort="none"), "ollama", context=512
    )
    assert heard.status == 200
    assert "4711" not in heard.answer.text
    assert heard.answer.usage is not None and (heard.answer.usage.prompt or 0) <= 512


def test_llamacpp_answers_while_it_loads() -> None:
    for one in (Get(path="/health"), ListModels(), chat("hi")):
        heard = ask(one, "llamacpp", loading=True)
        assert heard.status == 503 and heard.error is not None and heard.error.message == "Loading model"


def test_lmstudio_answers_anything() -> None:
    heard = ask(Get(path="/anything"), "lmstudio")
    assert heard.status == 200 and "Unexpected endpoint" in heard.text


def test_azure_begins_without_choices_and_openrouter_with_a_comment() -> None:
    assert ask(chat("Say OK", stream=True), "azure").chunks[0].raw["choices"] == []
    assert ask(chat("Say OK", stream=True), "openrouter").text.startswith(": OPENROUTER PROCESSING\n\n")
    assert ask(chat("Say OK"), "deepseek").text.startswith("\n\n\n{")


@pytest.mark.parametrize(
    ("dialect", "options", "thinks"),
    [
        ("litellm", {"extra_body": {"chat_template_kwargs": {"enable_thinking": False}}}, False),
        ("xinference", {"extra_body": {"enable_thinking": False}}, False),
        ("xinference", {"enable_thinking": False}, False),
        ("lmdeploy", {"enable_thinking": False}, False),
        ("ollama", {"chat_template_kwargs": {"enable_thinking": False}}, True),
        ("ollama", {"reasoning_effort": "none"}, False),
        ("deepseek", {"thinking": {"type": "enabled"}}, True),
        ("dashscope", {"enable_thinking": True}, True),
        ("dashscope", {"chat_template_kwargs": {"enable_thinking": True}}, False),
        ("openrouter", {"reasoning": {"enabled": False}}, False),
        ("sglang", {"reasoning_effort": "none"}, False),
        ("llamacpp", {"chat_template_kwargs": {"enable_thinking": False}}, False),
    ],
)
def test_each_product_has_its_own_switch(dialect: str, options: dict[str, Any], thinks: bool) -> None:
    first = ask(chat("Say OK", temperature=0, max_tokens=600, **options), dialect).answer.first
    assert first is not None and bool(first.thought) is thinks
    assert first.text.strip() == "OK"


def test_an_unknown_dialect_is_named() -> None:
    with pytest.raises(ValueError, match="no dialect 'nope'; known: azure"):
        SimWire("nope")
