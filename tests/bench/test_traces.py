"""Timed traces: both formats as they are published, and a clear word for each line that is none."""

from __future__ import annotations

import pytest

from answerback.bench.traces import Entry, read
from answerback.command import UsageError
from answerback.values.text import Lang

MOONCAKE = (
    '{"timestamp": 27482, "input_length": 6955, "output_length": 52, "hash_ids": [46, 47, 48]}\n'
    "\n"
    '{"timestamp": 30535, "input_length": 6472, "output_length": 26, "hash_ids": [46, 47, 99]}\n'
)
AZURE = (
    "TIMESTAMP,ContextTokens,GeneratedTokens\r\n"
    "2023-11-16 18:17:03.9799600,4808,10\r\n"
    "2023-11-16 18:17:04.0319600,3180,8\r\n"
)
AZURE_2024 = (
    "TIMESTAMP,ContextTokens,GeneratedTokens\n"
    "2024-05-10 23:59:59.500000+00:00,2162,5\n"
    "2024-05-11 00:00:00+00:00,2399,6\n"
)


def lines(text):
    return text.splitlines(keepends=True)


def test_mooncake_keeps_times_lengths_and_shared_blocks():
    assert read("t", lines(MOONCAKE)) == [
        Entry(0, 6955, 52, ("46", "47", "48")),
        Entry(3_053_000_000, 6472, 26, ("46", "47", "99")),
    ]


def test_the_spellings_of_dynamo_mean_the_same():
    found = read("t", ['{"created_time": 1.5, "input_tokens": 3, "output_tokens": 4}'])
    assert found == [Entry(0, 3, 4)]


def test_azure_times_have_seven_digits_or_a_zone():
    assert read("t", lines(AZURE)) == [Entry(0, 4808, 10), Entry(52_000_000, 3180, 8)]
    assert read("t", lines(AZURE_2024)) == [Entry(0, 2162, 5), Entry(500_000_000, 2399, 6)]


def test_a_trace_plays_faster_and_in_order():
    backwards = lines(AZURE)
    backwards[1:] = reversed(backwards[1:])
    assert [entry.at_ns for entry in read("t", backwards, speed=2)] == [0, 26_000_000]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (MOONCAKE + "{nonsense}\n", 4, "JSON"),
        (MOONCAKE + "[1]\n", 4, "JSON"),
        ('{"timestamp": 0, "input_length": 3}\n', 1, "output_length"),
        ('{"timestamp": "soon", "input_length": 3, "output_length": 1}\n', 1, "soon"),
        ('{"timestamp": 0, "input_length": -3, "output_length": 1}\n', 1, "input_length"),
        ('{"timestamp": 0, "input_length": 1.5, "output_length": 1}\n', 1, "1.5"),
        ('{"timestamp": 0, "input_length": 3, "output_length": 1, "hash_ids": 7}\n', 1, "hash_ids"),
        (AZURE + "yesterday,1,1\n", 4, "yesterday"),
        (AZURE + "2023-11-16 18:17:05,many,1\n", 4, "many"),
        (AZURE + "2023-11-16 18:17:05\n", 4, "contexttokens"),
        ("a,b,c\n1,2,3\n", 1, "TIMESTAMP"),
    ],
)
def test_a_bad_line_is_named(text, line, word):
    with pytest.raises(UsageError) as caught:
        read("trace.jsonl", lines(text))
    told = caught.value.told(Lang.EN)
    assert f"trace.jsonl, line {line}:" in told and word in told
    assert f"第 {line} 行" in caught.value.told(Lang.ZH)


def test_an_empty_file_is_no_trace():
    for text in ("", "\n\n", "TIMESTAMP,ContextTokens,GeneratedTokens\n"):
        with pytest.raises(UsageError):
            read("t", lines(text))
