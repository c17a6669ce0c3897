"""Tasks that nobody else has, and how foreign words in an answer are found."""

from __future__ import annotations

import msgspec

from answerback.checks.bursts import MANY, Done, Task, foreign, nonce
from answerback.checks.load.keeps_quality import ERROR_RATE, chance
from answerback.values.asks import chat
from answerback.values.exchange import Exchange, Piece, Request
from answerback.wire.openai import Reading


def done(number: int, text: str) -> Done:
    body = msgspec.json.encode({"choices": [{"index": 0, "message": {"content": text}, "finish_reason": "stop"}]})
    exchange = Exchange(1, chat("hi"), Request("POST", "http://x"), 200, (), (Piece(1, body),))
    return Done(Task(number), Reading(exchange))


def test_no_two_tasks_share_a_word() -> None:
    words = [word for number in range(MANY + 8) for word in Task(number).words]
    assert len(words) == len(set(words))
    assert len({nonce(number) for number in range(100)}) == 100


def test_ones_own_answer_is_right() -> None:
    one = done(3, f'"{Task(3).text}"')
    assert one.right
    assert foreign(one, [one, done(4, "")]) == ()


def test_the_answer_of_another() -> None:
    one = done(3, Task(9).text)
    assert not one.right
    assert foreign(one, [one, done(9, "")])[0] == nonce(9)


def test_one_common_word_of_another_proves_nothing() -> None:
    one = done(3, f"A {Task(9).words[2]} is an animal or a thing.")
    assert foreign(one, [one, done(9, "")]) == ()


def test_the_sign_test_keeps_its_error_rate() -> None:
    assert chance(6, 0) > ERROR_RATE >= chance(7, 0)
    assert chance(8, 6) > ERROR_RATE
    assert chance(0, 0) == 1.0
