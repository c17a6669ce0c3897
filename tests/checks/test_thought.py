"""Where a thought is found, and what a switch did."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from answerback.checks.thought import Effect, Known, Place, effect, hidden_tokens, thought_of
from answerback.values.asks import chat
from answerback.values.exchange import Exchange, Failure, FailureKind, Piece, Request
from answerback.wire.openai import Reading


def whole(message: dict[str, Any], finish: str = "stop", usage: dict[str, Any] | None = None) -> Reading:
    body = {"choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}]}
    if usage:
        body["usage"] = usage  # type: ignore[assignment]
    return answered(200, body)


def answered(status: int, body: dict[str, Any]) -> Reading:
    head = (("content-type", "application/json"),)
    pieces = (Piece(1_000_000, msgspec.json.encode(body)),)
    return Reading(Exchange(1, chat("hi"), Request("POST", "http://x"), status, head, pieces))


@pytest.mark.parametrize(
    ("message", "place", "text", "answer"),
    [
        ({"reasoning_content": "a", "content": "b"}, Place.FIELD, "a", "b"),
        ({"reasoning": "a", "content": None}, Place.FIELD, "a", ""),
        ({"content": "<think>\na\n</think>\n\nb"}, Place.INLINE, "a", "b"),
        ({"content": "[THINK]a[/THINK]b"}, Place.INLINE, "a", "b"),
        ({"content": "a\n</think>\n\nb"}, Place.ORPHAN, "a", "b"),
        ({"thinking": "a long thought", "content": "b"}, Place.OTHER_FIELD, "a long thought", "b"),
        ({"reasoning": "\n\n", "content": "b"}, Place.NOWHERE, "", "b"),
        ({"content": "b", "refusal": "I would rather not"}, Place.NOWHERE, "", "b"),
    ],
)
def test_places(message: dict[str, Any], place: Place, text: str, answer: str) -> None:
    found = thought_of(whole(message))
    assert (found.place, found.text, found.answer) == (place, text, answer)


def test_an_empty_block_is_no_thought_of_its_own() -> None:
    found = thought_of(whole({"content": "<think>\n\n</think>\n\nb"}))
    assert (found.place, found.text, found.answer) == (Place.INLINE, "", "b")


def test_counted_and_hidden() -> None:
    usage = {"prompt_tokens": 1, "completion_tokens": 90, "completion_tokens_details": {"reasoning_tokens": 80}}
    assert hidden_tokens(whole({"content": "b"}, usage=usage)) == 80
    assert hidden_tokens(whole({"content": "b", "reasoning": "a"}, usage=usage)) == 0


KNOWN = Known(
    whole({"reasoning": "Let me see, five apples", "content": "6"}), thought_of(whole({"reasoning": "Let me"}))
)
BROKEN = Reading(Exchange(1, chat("hi"), Request("POST", "http://x"), failure=Failure(FailureKind.RESET, 56, "reset")))


@pytest.mark.parametrize(
    ("heard", "found"),
    [
        (whole({"content": "Six"}), Effect.WORKS),
        (whole({"content": "<think>\n\n</think>\n\nSix"}), Effect.WORKS),
        (whole({"reasoning": "Let me see", "content": None}, "length"), Effect.NONE),
        (whole({"content": "<think>Let me"}, "length"), Effect.NONE),
        (answered(400, {"error": {"message": "unknown field"}}), Effect.REFUSED),
        (answered(503, {"error": {"message": "busy"}}), Effect.UNCLEAR),
        (whole({"content": ""}, "length"), Effect.UNCLEAR),
        (BROKEN, Effect.UNCLEAR),
    ],
)
def test_effects_of_switching_off(heard: Reading, found: Effect) -> None:
    assert effect(KNOWN, heard, off=True) is found


def test_effects_of_switching_on() -> None:
    assert effect(KNOWN, whole({"reasoning": "Well"}), off=False) is Effect.WORKS
    assert effect(KNOWN, whole({"content": "6"}), off=False) is Effect.NONE
