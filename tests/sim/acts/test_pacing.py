"""Slowness: delays of the first byte and between events."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playing import Client, Service, alone, chat, play

from answerback.values.injections import Delay


def times(heard):
    return [at for at, _ in heard.pieces]


def test_the_first_byte_is_late():
    assert alone(Delay(first_s=3), chat(True)).at == pytest.approx(3.0, abs=0.02)
    assert alone(Delay(first_s=3), chat()).at == pytest.approx(3.01, abs=0.02)


def test_each_event_is_late():
    heard = alone(Delay(event_s=0.5), chat(True))
    assert heard.body == Service().raw
    assert all(b - a >= 0.5 for a, b in pairwise(times(heard)))


def test_each_event_is_late_whatever_the_pieces():
    heard = alone(Delay(event_s=0.5), chat(True), Service(chunk=1000))
    assert [b - a for a, b in pairwise(times(heard))] == pytest.approx([0.5] * 8)


def test_a_long_prompt_takes_longer():
    short, long = (alone(Delay(per_prompt_token_s=0.1), chat(messages=[{"role": "user", "content": text}]))
                   for text in ("hi", "hi " * 50))  # fmt: skip
    assert long.at - short.at == pytest.approx(4.9, abs=0.3)


@pytest.mark.parametrize("stream", [False, True])
def test_the_whole_answer_is_made_first(stream):
    heard = alone(Delay(per_completion_token_s=1), chat(stream))
    assert 4 < heard.at < 12
    assert heard.said() == "The answer is 42."


def test_who_hangs_up_need_not_wait():
    service = Service()
    (heard,) = play(Delay(first_s=50), chat(), service=service, clients=[Client(patience_s=1)])
    assert heard.over_at == pytest.approx(1.0)
    assert heard.status == 0
