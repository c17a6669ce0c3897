"""Files of conversations: what each format says, and a clear word for what cannot be read."""

from __future__ import annotations

import json

import pytest

from answerback.bench.datasets import Item, read
from answerback.command import UsageError
from answerback.values.text import Lang

SHAREGPT = [
    {"id": "a", "conversations": [
        {"from": "human", "value": "Hi"}, {"from": "gpt", "value": "x" * 80}, {"from": "human", "value": "More"},
    ]},
    {"id": "b", "conversations": [{"from": "gpt", "value": "nobody asked"}]},
]  # fmt: skip


def test_sharegpt_gives_the_users_turns_and_the_length_of_the_answer():
    assert read("s.json", json.dumps(SHAREGPT)) == [Item(("Hi", "More"), limit=20)]


def test_a_chat_keeps_what_stands_before_its_last_question():
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "One?"},
             {"role": "assistant", "content": "1"}, {"role": "user", "content": "Two?"}]  # fmt: skip
    found = read("c.jsonl", json.dumps({"messages": turns, "max_tokens": 7}) + "\n\n")
    assert found == [Item(("Two?",), tuple(turns[:3]), 7)]
    assert found[0].tokens == 3 + 1 + 1 + 1


def test_a_batch_line_keeps_its_options_and_neither_model_nor_stream():
    body = {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 5, "stream": False,
            "tools": [], "temperature": 0.2}  # fmt: skip
    found = read("b.jsonl", json.dumps({"custom_id": "1", "method": "POST", "url": "/v1/x", "body": body}))
    assert found == [Item(("Hi",), limit=5, options={"tools": [], "temperature": 0.2})]


def test_plain_prompts_and_their_lengths():
    assert read("p.jsonl", '{"prompt": "Hi", "output_tokens": 9}\n{"prompt": "你好"}\n') == [
        Item(("Hi",), limit=9),
        Item(("你好",)),
    ]


def test_a_line_separator_inside_a_text_does_not_end_a_line():
    assert read("p.jsonl", '{"prompt": "a\u2028b"}\n')[0].turns == ("a\u2028b",)


@pytest.mark.parametrize(
    ("text", "where", "word"),
    [
        ('{"prompt": "a"}\n{"prompt": \n', "line 2", "JSON"),
        ('[\n{"prompt": "a"},\n{"prompt" 1}]', "line 3", "JSON"),
        ('{"prompt": "a"}\n\n{"text": "b"}\n', "line 3", "messages"),
        ('[{"prompt": "a"}, {"prompt": ""}]', "entry 2", "prompt"),
        ('{"prompt": "a", "max_tokens": "many"}\n', "line 1", "many"),
        ('{"messages": [{"role": "assistant", "content": "b"}]}\n', "line 1", "user"),
        ('{"messages": "hi"}\n', "line 1", "messages"),
        ('{"body": {}}\n', "line 1", "body.messages"),
        ('[{"conversations": [{"from": "human"}]}]', "entry 1", "value"),
        ("17\n", "line 1", "JSON"),
    ],
)
def test_what_cannot_be_read_is_named(text, where, word):
    with pytest.raises(UsageError) as caught:
        read("data", text)
    told = caught.value.told(Lang.EN)
    assert f"data, {where}:" in told and word in told


def test_an_empty_file_is_declined():
    for text in ("", "\n", "[]"):
        with pytest.raises(UsageError):
            read("data", text)
