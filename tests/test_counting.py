"""Bounds on token counts hold for the simulator's tokenizer, and for counts seen on a real server."""

from __future__ import annotations

import pytest

from answerback.checks.probes import words
from answerback.counting import least, most, per_word, spoken
from answerback.sim import tokens
from answerback.values.answer import Choice, ToolCall
from answerback.values.asks import ListModels
from answerback.values.exchange import Exchange, Piece, Request
from answerback.wire.openai import Reading


@pytest.mark.parametrize(
    "text",
    [
        "Hello, how can I help you today?",
        "我是通义千问，由阿里云开发。",
        'get_weather {"city": "Paris"}',
        "1 + 1 = 2",
        "",
    ],
)
def test_the_bounds_hold(text: str) -> None:
    assert least(text) <= tokens.count(text) <= most(text)


@pytest.mark.parametrize("count", [1, 40, 256, 4608])
def test_a_word_is_a_token(count: int) -> None:
    assert tokens.count("a" + words(count)) == count + 1


def test_all_that_was_written_is_counted() -> None:
    choice = Choice(0, "assistant", "so it is", "let me see", "reasoning", "stop", (ToolCall("get_time", "{}"),))
    assert least(spoken(choice)) == 3 + 3 + 2


def answered(prompt: int | None) -> Reading:
    usage = f'"usage":{{"prompt_tokens":{prompt},"completion_tokens":1}}' if prompt is not None else '"usage":null'
    body = f'{{"choices":[],{usage}}}'.encode()
    return Reading(Exchange(1, ListModels(), Request("POST", ""), 200, pieces=(Piece(1, body),)))


@pytest.mark.parametrize(
    ("short", "longer", "each"),
    [(30, 286, 1.0), (30, 30, None), (30, 158, 0.5), (30, 600, 1.0), (None, 286, 1.0)],
)
def test_what_a_word_is_counted_as(short: int | None, longer: int, each: float | None) -> None:
    assert per_word(answered(short), answered(longer), 256) == each
