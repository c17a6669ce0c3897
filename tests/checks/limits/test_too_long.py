"""Refusals name their limit in many ways; the number that counts is found in each."""

from __future__ import annotations

import msgspec
import pytest

from answerback.checks.limits.too_long import limit_in
from answerback.values.asks import ListModels
from answerback.values.exchange import Exchange, Piece, Request
from answerback.wire.openai import Reading


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 8192 tokens. However, your prompt contains at least 8193 input tokens.",
        "This model's maximum context length is 8,192 tokens. However, your messages resulted in 9,000 tokens.",
        "This model's maximum context length is 8192 tokens. However, you requested 8500 tokens (8372 in the "
        "messages, 128 in the completion).",
        "The input (9000 tokens) is longer than the model's context length (8192 tokens).",
        "Input length (9000) must be smaller than the model context length (8192).",
        "request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it",
        "Input validation error: `inputs` must have less than 8192 tokens. Given: 9000",
        "litellm.ContextWindowExceededError: maximum context length of 8192 tokens exceeded by 808",
        "输入超过了模型的最大上下文长度 8192",
    ],
)
def test_the_limit_is_read(message: str) -> None:
    body = msgspec.json.encode({"error": {"message": message, "code": 400}})
    heard = Reading(Exchange(1, ListModels(), Request("POST", ""), 400, pieces=(Piece(1, body),)))
    assert limit_in(heard, 9000) == 8192


def test_a_field_says_it_best() -> None:
    body = b'{"error":{"message":"no","code":400,"n_prompt_tokens":9000,"n_ctx":4096}}'
    heard = Reading(Exchange(1, ListModels(), Request("POST", ""), 400, pieces=(Piece(1, body),)))
    assert limit_in(heard, 9000) == 4096


def test_without_a_number_there_is_none() -> None:
    body = b'{"error":{"message":"prompt too long","code":400}}'
    assert (
        limit_in(Reading(Exchange(1, ListModels(), Request("POST", ""), 400, pieces=(Piece(1, body),))), 9000) is None
    )
