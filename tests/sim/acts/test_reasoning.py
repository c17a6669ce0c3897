"""Reasoning that lands in the wrong place, whole and streamed alike."""

from __future__ import annotations

import pytest
from playing import Service, alone, chat

from answerback.values.injections import MoveReasoning

BOTH = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
THOUGHTS = ("First", " I add", " two and", " two, then", " I check", " once more", " and done")
ANSWER = "The answer is 42."


def moved(how, stream, **rest):
    return alone(MoveReasoning(how=how, **rest), chat(stream), Service(reasoning=THOUGHTS))


@BOTH
def test_into_the_content(stream):
    heard = moved("inline", stream)
    assert heard.said() == f"<think>\n{''.join(THOUGHTS)}\n</think>\n\n{ANSWER}"
    assert heard.said("reasoning_content") == ""


@BOTH
def test_with_the_closing_tag_alone(stream):
    assert moved("orphan", stream).said() == f"{''.join(THOUGHTS)}\n</think>\n\n{ANSWER}"


@BOTH
def test_content_swallowed(stream):
    heard = alone(MoveReasoning(how="swallow"), chat(stream))
    assert (heard.said(), heard.said("reasoning")) == ("", ANSWER)  # as today's vLLM names it
    if not stream:
        assert heard.json["choices"][0]["message"]["content"] is None


@BOTH
def test_never_closed(stream):
    heard = moved("unclosed", stream)
    assert (heard.said(), heard.said("reasoning_content")) == ("", "".join(THOUGHTS) + ANSWER)
    assert heard.finish == "stop"


@BOTH
def test_under_the_other_name(stream):
    heard = moved("rename", stream)
    assert (heard.said("reasoning"), heard.said("reasoning_content")) == ("".join(THOUGHTS), "")
    assert moved("rename", stream, field="thoughts").said("thoughts") == "".join(THOUGHTS)


@BOTH
def test_lost(stream):
    heard = moved("drop", stream)
    assert (heard.said("reasoning_content"), heard.said()) == ("", ANSWER)
    assert heard.usage["completion_tokens"] == Service(reasoning=THOUGHTS).usage()["completion_tokens"]


@BOTH
def test_the_tail_is_lost(stream):
    heard = moved("tail", stream)
    assert heard.said() == ANSWER
    assert heard.said("reasoning_content") == "First I add two and two, then "


@BOTH
def test_no_reasoning_no_change(stream):
    for how in ("inline", "orphan", "rename", "drop", "tail"):
        assert alone(MoveReasoning(how=how), chat(stream)).said() == ANSWER


@BOTH
def test_reasoning_that_ate_the_budget_is_not_closed(stream):
    heard = alone(MoveReasoning(how="inline"), chat(stream), Service((), reasoning=("So",), finish="length"))
    assert heard.said() == "<think>\nSo"
