"""Tool calls that go wrong, whole and streamed alike."""

from __future__ import annotations

from typing import get_args, get_type_hints

import msgspec
import pytest
from playing import Service, alone, chat

from answerback.sim.acts.toolcalls import MARKUP
from answerback.values.injections import BreakToolCall, CallTool, MoveToolCall

BOTH = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]
ARGUMENTS = ('{"city"', ': "Paris",', ' "days": 3}')
TEXT = "".join(ARGUMENTS)


def service():
    return Service((), calls=[("weather", ARGUMENTS)])


def broken(how, stream, **rest):
    heard = alone(BreakToolCall(how=how, **rest), chat(stream, tools=TOOLS), service())
    call = heard.calls[0]
    return heard, call if stream else call["function"]


@BOTH
@pytest.mark.parametrize("how", MARKUP)
def test_as_text(stream, how):
    heard = alone(MoveToolCall(how=how), chat(stream, tools=TOOLS), service())
    assert heard.calls == []
    assert heard.finish == "stop"
    assert "weather" in heard.said()
    assert "Paris" in heard.said()
    if how == "hermes":
        assert heard.said() == f'<tool_call>\n{{"name": "weather", "arguments": {TEXT}}}\n</tool_call>'
    if how == "pythonic":
        assert heard.said() == "[weather(city='Paris', days=3)]"


def test_every_markup_that_may_be_named_is_there():
    assert set(get_args(get_type_hints(MoveToolCall)["how"])) == set(MARKUP)


@BOTH
def test_two_calls_are_written_one_after_the_other(stream):
    two = Service((), calls=[("a", ("{}",)), ("b", ("{}",))])
    heard = alone(MoveToolCall(how="functionary"), chat(stream), two)
    assert heard.said() == "<function=a>{}</function>\n<function=b>{}</function>"


@BOTH
def test_the_last_character_is_lost(stream):
    assert broken("truncate", stream)[1] == {"name": "weather", "arguments": TEXT[:-1]}


@BOTH
def test_types_are_wrong(stream):
    arguments = msgspec.json.decode(broken("types", stream)[1]["arguments"])
    assert arguments.keys() == {"city", "days"}
    assert not isinstance(arguments["city"], str)
    assert not isinstance(arguments["days"], int)


@BOTH
def test_arguments_are_missing_or_made_up(stream):
    assert msgspec.json.decode(broken("missing", stream)[1]["arguments"]) == {"days": 3}
    assert msgspec.json.decode(broken("extra", stream)[1]["arguments"]).keys() > {"city", "days"}


@BOTH
def test_other_damage(stream):
    assert broken("object", stream)[1]["arguments"] == {"city": "Paris", "days": 3}
    assert msgspec.json.decode(broken("double", stream)[1]["arguments"]) == TEXT
    assert broken("empty", stream)[1]["arguments"] == ""
    assert broken("rename", stream)[1]["name"] == "weather_v2"
    assert broken("rename", stream, name="functions.{name}")[1]["name"] == "functions.weather"


@BOTH
def test_the_id_is_missing(stream):
    assert b'"id":null' in broken("no_id", stream)[0].body


def test_the_index_is_missing():
    pieces = [c["choices"][0]["delta"].get("tool_calls") for c in broken("no_index", True)[0].chunks if c["choices"]]
    assert pieces
    assert all("index" not in piece[0] for piece in pieces if piece)


@BOTH
def test_parallel_calls_are_merged(stream):
    two = Service((), calls=[("a", ('{"x"', ":1}")), ("b", ("{}",))])
    heard = alone(BreakToolCall(how="merge"), chat(stream), two)
    assert len(heard.calls) == 1
    call = heard.calls[0]
    assert (call if stream else call["function"])["arguments"] == '{"x":1}{}'


@BOTH
def test_a_call_that_nobody_wanted(stream):
    heard = alone(CallTool(), chat(stream, tools=TOOLS))
    call = heard.calls[0]
    assert (call if stream else call["function"])["name"] == "weather"
    assert (heard.said(), heard.finish) == ("", "tool_calls")


@BOTH
def test_without_tools_there_is_none_to_call(stream):
    heard = alone(CallTool(), chat(stream))
    assert (heard.said(), heard.finish, heard.calls) == ("The answer is 42.", "stop", [])
