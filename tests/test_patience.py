"""A silence is confirmed, and one that the service's own pace explains is nobody's fault."""

from __future__ import annotations

from typing import Any

import pytest

from answerback.patience import patiently, reads_slowly
from answerback.values.asks import Chat, chat
from answerback.values.exchange import Exchange, Failure, FailureKind, Phases, Piece, Request
from answerback.wire.openai import Reading

ASK = chat("hi", max_tokens=128)
BODY = b'{"choices":[{"index":0,"message":{"role":"assistant","content":"OK"},"finish_reason":"stop"}]}'


def answered(ask: Chat, seconds: float) -> Reading:
    phases = Phases(end_s=seconds)
    return Reading(Exchange(1, ask, Request("POST", ""), 200, pieces=(Piece(1, BODY),), phases=phases))


def silent(ask: Chat, kind: FailureKind = FailureKind.NO_FIRST_BYTE) -> Reading:
    failure = Failure(kind, 28, "timed out")
    return Reading(Exchange(1, ask, Request("POST", "", body=b"x" * 200), phases=Phases(end_s=60.0), failure=failure))


def hear(*answers: Any) -> tuple[Reading, list[Chat]]:
    """Play a script of answers; return what came of it and what was asked."""
    steps = patiently(ASK)
    asked = [next(steps)]
    for answer in answers:
        try:
            asked.append(steps.send(answer(asked[-1])))
        except StopIteration as end:
            return end.value, asked
    raise AssertionError("it asks for more")


def fast(ask: Chat) -> Reading:
    return answered(ask, 0.1)


def slow(ask: Chat) -> Reading:
    return answered(ask, 6.0)


def middling(ask: Chat) -> Reading:
    return answered(ask, 0.8)


@pytest.mark.parametrize(("first", "kind"), [(slow, FailureKind.OTHER), (fast, FailureKind.NO_FIRST_BYTE)])
def test_a_slow_service_is_asked_for_one_token_of_the_same(first: Any, kind: FailureKind) -> None:
    heard, asked = hear(silent, middling, silent, first)
    assert heard.failure is not None
    assert heard.failure.kind is kind
    assert asked[-1].limit == 1
    assert asked[-1].messages == ASK.messages


def test_a_hang_of_a_slow_service_stays_one() -> None:
    heard, _ = hear(silent, middling, silent, silent)
    assert heard.failure is not None
    assert heard.failure.kind is FailureKind.NO_FIRST_BYTE


def test_an_answer_costs_one_request() -> None:
    heard, asked = hear(fast)
    assert (heard.ok, len(asked)) == (True, 1)


def test_a_passing_silence_is_forgotten() -> None:
    heard, asked = hear(silent, fast, fast)
    assert heard.ok
    assert [ask.alone for ask in asked] == [False, True, True]


@pytest.mark.parametrize(
    ("pace", "kind"),
    [(fast, FailureKind.NO_FIRST_BYTE), (silent, FailureKind.NO_FIRST_BYTE), (slow, FailureKind.OTHER)],
)
def test_a_second_silence_is_a_hang_unless_all_is_slow(pace: Any, kind: FailureKind) -> None:
    heard, _ = hear(silent, pace, silent)
    assert heard.failure is not None
    assert heard.failure.kind is kind


def test_a_cut_is_no_slowness() -> None:
    heard, _ = hear(silent, slow, lambda ask: silent(ask, FailureKind.RESET))
    assert heard.failure is not None
    assert heard.failure.kind is FailureKind.RESET


@pytest.mark.parametrize(("per_token_s", "slow"), [(0.0, False), (0.0005, False), (0.01, True), (0.1, True)])
def test_a_long_prompt_is_judged_by_shorter_ones(per_token_s: float, slow: bool) -> None:
    def answer(ask: Chat) -> Reading:
        took = 0.1 + per_token_s * len(str(ask.messages[-1]["content"]).split())
        return answered(ask, took) if took < 60 else silent(ask)

    steps = reads_slowly(silent(ASK), 40_000)
    ask = next(steps)
    with pytest.raises(StopIteration) as end:
        while True:
            ask = steps.send(answer(ask))
    assert end.value.value is slow
