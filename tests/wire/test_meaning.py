"""What refusals mean, in the words of many products."""

from __future__ import annotations

import json
from typing import Any

import pytest

from answerback.values.asks import chat
from answerback.values.exchange import Exchange, Piece, Request
from answerback.wire.meaning import Meaning, base_name, meaning, nearest
from answerback.wire.openai import Reading


def refusal(status: int, body: Any, content_type: str = "application/json") -> Reading:
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    headers = (("content-type", content_type),)
    return Reading(Exchange(1, chat("hi"), Request("POST", "x"), status, headers, (Piece(0, raw),)))


UNKNOWN_MODEL = [
    (404, {"object": "error", "message": "The model `Qwen/Qwen3-0.6B` does not exist.", "type": "NotFoundError",
           "param": None, "code": 404}),
    (404, {"error": {"message": "The model `x` does not exist. Valid aliases: a, b.", "type": "NotFoundError",
                     "param": "model", "code": 404}}),
    (404, {"error": {"message": "model 'x' not found", "type": "not_found_error", "param": None, "code": None}}),
    (404, {"error": {"message": "model \"x\" not found, try pulling it first", "type": "api_error"}}),
    (400, {"error": {"message": "/chat/completions: Invalid model name passed in model=x. Call `/v1/models` to view "
                                "available models for your key.", "type": None, "param": None, "code": "400"}}),
    (400, {"detail": "Model not found in the model list, uid: x"}),
    (400, {"code": 20012, "message": "Model does not exist. Please check it carefully.", "data": None}),
    (400, {"error": {"message": "Model Not Exist", "type": "invalid_request_error", "code": "invalid_request_error"}}),
    (404, {"error": {"message": "The model `x` does not exist or you do not have access to it.",
                     "type": "invalid_request_error", "param": None, "code": "model_not_found"}}),
    (404, {"error": {"code": "DeploymentNotFound", "message": "The API deployment for this resource does not exist."}}),
    (400, {"error": {"message": "x is not a valid model ID", "code": 400}}),
    (404, {"message": "模型 x 不存在", "code": "1211"}),
    (200, {"error": {"message": "unknown model: x", "code": "bad_request"}}),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body"), UNKNOWN_MODEL)
def test_an_unknown_model_in_every_products_words(status: int, body: Any) -> None:
    assert meaning(refusal(status, body)) is Meaning.MODEL


OTHERS = [
    (503, "当前分组 default 下对于模型 x 无可用渠道", Meaning.CHANNEL),
    (503, "No available channel for model x under group default", Meaning.CHANNEL),
    (429, "No deployments available for selected model, Try again in 5 seconds.", Meaning.CHANNEL),
    (404, "No endpoints found for openai/x.", Meaning.CHANNEL),
    (400, "As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template",
     Meaning.TEMPLATE),
    (500, "Jinja Exception: After the optional system message, roles must alternate", Meaning.TEMPLATE),
    (400, '"nomic-embed-text" does not support chat', Meaning.NOT_CHAT),
    (404, "The model does not support Chat Completions API", Meaning.NOT_CHAT),
    (404, "This is not a chat model and thus not supported in the v1/chat/completions endpoint.", Meaning.NOT_CHAT),
    (400, "System role not supported", Meaning.ROLES),
    (400, "Unsupported parameter: 'max_tokens' is not supported with this model.", Meaning.PARAMETER),
    (400, "Unrecognized request argument supplied: stop", Meaning.PARAMETER),
]  # fmt: skip


@pytest.mark.parametrize(("status", "message", "wanted"), OTHERS)
def test_other_causes(status: int, message: str, wanted: Meaning) -> None:
    assert meaning(refusal(status, {"error": {"message": message}})) is wanted


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 4096 tokens. However, your prompt contains at least 5000 input tokens.",
        "Internal Server Error",
        "Incorrect API key provided.",
        "server busy, please try again.  maximum pending requests exceeded",
        "temperature must be in [0, 2], got 5.",
    ],
)
def test_what_says_nothing_of_the_model_means_nothing_of_it(message: str) -> None:
    assert meaning(refusal(400, {"error": {"message": message}})) not in (Meaning.MODEL, Meaning.CHANNEL)


def test_an_answer_means_nothing() -> None:
    body = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "The model does not exist."}}]}
    assert meaning(refusal(200, body)) is None


@pytest.mark.parametrize(
    ("wanted", "served", "meant"),
    [
        ("Qwen/Qwen3-0.6B", ["/home/me/models/Qwen/Qwen3-0.6B"], "/home/me/models/Qwen/Qwen3-0.6B"),
        ("qwen3-0.6b", ["llama3:8b", "Qwen/Qwen3-0.6B", "Qwen/Qwen3-8B"], "Qwen/Qwen3-0.6B"),
        ("qwen3", ["llama3:latest", "qwen3:latest"], "qwen3:latest"),
        ("Qwen3-06B", ["Qwen/Qwen3-8B", "Qwen/Qwen3-0.6B"], "Qwen/Qwen3-0.6B"),
        ("gpt-4", [], ""),
    ],
)
def test_the_nearest_name(wanted: str, served: list[str], meant: str) -> None:
    assert nearest(wanted, served) == meant


def test_a_bare_name() -> None:
    assert base_name(r"C:\models\Smol.Q4.gguf") == "smol.q4"
    assert base_name("library/qwen3:latest") == "qwen3"
