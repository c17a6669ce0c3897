"""A right refusal is a 4xx that names the cause, in any shape; what speaks of something else is not judged."""

from __future__ import annotations

import pytest

from answerback.refusal import judge
from answerback.values.asks import ListModels
from answerback.values.exchange import Exchange, Failure, FailureKind, Piece, Request
from answerback.wire.openai import Reading

CAUSES = ("messages", "required")


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, '{"error":{"message":"\'messages\' is required","code":400}}', ""),
        (400, '{"object":"error","message":"messages: Field required","type":"BadRequestError","code":400}', ""),
        (422, '{"detail":[{"loc":["body","messages"],"msg":"Field required"}]}', ""),
        (400, '{"error":{"message":"Bad","param":"messages"}}', ""),
        (400, '{"error":{"message":"Bad Request"}}', "unclear"),
        (500, '{"error":{"message":"messages"}}', "server-error"),
        (200, '{"choices":[]}', "accepted"),
        (429, '{"error":{"message":"slow down"}}', "not-judged"),
        (503, "", "not-judged"),
    ],
)
def test_a_refusal(status: int, body: str, reason: str) -> None:
    pieces = (Piece(1, body.encode()),)
    assert judge(Reading(Exchange(1, ListModels(), Request("POST", ""), status, pieces=pieces)), CAUSES)[0] == reason


def test_silence_is_not_judged() -> None:
    failure = Failure(FailureKind.NO_FIRST_BYTE, 28, "timed out")
    assert judge(Reading(Exchange(1, ListModels(), Request("POST", ""), failure=failure)), CAUSES)[0] == "not-judged"
