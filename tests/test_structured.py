"""Whether a text is the JSON that was demanded, and in which way it misses."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerback.checks.probes import SCHEMA
from answerback.structured import judge, unfinished
from answerback.values.answer import Choice

GOOD = '{"kx_city": "Paris", "qv_capital": true, "zw_marks": ["old", "green"]}'


def said(text: str, finish: str = "stop") -> Choice:
    return Choice(0, "assistant", text, None, "", finish)


@pytest.mark.parametrize(
    ("text", "finish", "reason"),
    [
        (GOOD, "stop", ""),
        (json.dumps(json.loads(GOOD), indent=4), "stop", ""),
        ("Paris is the capital of France.", "stop", "ignored"),
        ('{"city": "Paris"}', "stop", "ignored"),
        (f"```json\n{GOOD}\n```", "stop", "fenced"),
        (f"Here it is:\n```\n{GOOD}\n```\nDone.", "stop", "fenced"),
        ('```json\n{"city": "Paris"}\n```', "stop", "ignored"),
        (GOOD.replace("Paris", "London"), "stop", "partly"),
        (GOOD.replace(', "green"', ""), "stop", "partly"),
        (GOOD[:30] + "\n" * 80, "length", "whitespace"),
        (GOOD[:30] + " " * 250 + GOOD[30:40], "stop", "whitespace"),
        (GOOD[:30], "length", "truncated"),
        (GOOD[:-1], "stop", "truncated"),
        (f"<think>\nhm\n</think>\n\n{GOOD}", "stop", "reasoning-inside"),
        (f"hm\n</think>\n\n{GOOD}", "stop", "reasoning-inside"),
        (f"[THINK]hm[/THINK]{GOOD}", "stop", "reasoning-inside"),
        (f"<thinking>hm</thinking>\n{GOOD}", "stop", "reasoning-inside"),
        (f"~~~json\n{GOOD}\n~~~", "stop", "fenced"),
        (f"```json\n{GOOD}", "stop", "fenced"),
        (f"{GOOD}\n```", "stop", "decorated"),
        (f"`{GOOD}`", "stop", "decorated"),
        (f"Here is the JSON:\n{GOOD}\nAnything else?", "stop", "decorated"),
        (GOOD + "}", "stop", "decorated"),
        ('Sure: {"city": "Paris"}', "stop", "ignored"),
        (f"{GOOD}<|im_end|>", "stop", "control-tokens"),
        (f"<s>{GOOD}</s>", "stop", "control-tokens"),
        ("", "length", "nothing"),
        (" " * 60, "length", "whitespace"),
    ],
)
def test_the_way_it_misses(text: str, finish: str, reason: str) -> None:
    assert judge(said(text, finish), SCHEMA)[0] == reason


@pytest.mark.parametrize(
    ("text", "reason"), [('{"a": 1}', ""), ("[1]", "ignored"), ("Hello!", "ignored"), ('"text"', "ignored")]
)
def test_any_object_will_do_without_a_schema(text: str, reason: str) -> None:
    assert judge(said(text), None)[0] == reason


@pytest.mark.parametrize(
    ("thought", "reason"), [(GOOD, "in-reasoning"), ("Let me see.", "nothing"), ('{"city": "Paris"}', "nothing")]
)
def test_json_that_a_thought_swallowed(thought: str, reason: str) -> None:
    assert judge(Choice(0, "assistant", None, thought, "reasoning", "stop"), SCHEMA)[0] == reason


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)).map(
        lambda value: json.dumps({"key": value})
    ),
    st.data(),
)
def test_every_beginning_of_json_is_unfinished(text: str, data: st.DataObject) -> None:
    assert not unfinished(text)
    assert unfinished(text[: data.draw(st.integers(1, len(text) - 1))])
