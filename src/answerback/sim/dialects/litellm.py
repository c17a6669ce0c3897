"""The LiteLLM proxy (1.109.1 read: proxy/), in front of a vLLM that serves Qwen3-0.6B."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from answerback.sim.dialect import Dialect, Page
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts
from answerback.sim.stage import Call


class LiteLlm(Dialect):
    """Codes are strings, `extra_body` is unwrapped, the reasoning is always `reasoning_content`."""

    name = "litellm"
    lax_numbers = True
    version = "1.109.1"
    served = ("qwen3-0.6b",)
    headers = (
        ("server", "uvicorn"), ("x-litellm-version", "1.109.1"), ("x-litellm-model-id", "5f3c1a"),
        ("x-litellm-call-id", "b0e2f6f4-0b86-4bd8-9e4b-5d7b1f1f7a11"),
        ("x-litellm-model-api-base", "http://vllm:8000/v1"),
    )  # fmt: skip
    no_content = None

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """The code is the status as a string."""
        kinds = {401: "auth_error", 404: "NotFoundError", 500: "None"}
        return {"error": {
            "message": refusal.message, "type": refusal.type or kinds.get(refusal.status, "invalid_request_error"),
            "param": refusal.param, "code": str(refusal.status),
        }}  # fmt: skip

    def unauthorized(self, *, given: bool) -> Refusal:
        """Says whether a key came."""
        if not given:
            return Refusal(401, "Authentication Error, No api key passed in.", param="None")
        return Refusal(401, "Authentication Error, Invalid proxy server token passed. Received API Key = sk-...",
                       "token_not_found_in_db", param="key")  # fmt: skip

    def guards(self, path: str) -> bool:
        """Everything but liveness and readiness."""
        return not path.startswith("/health/") and path != "/"

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """The upstream's words behind a prefix."""
        if problem == "json":
            return Refusal(400, "Invalid JSON payload: Expecting value: line 1 column 1 (char 0)")
        if problem == "missing":
            return Refusal(400, f"litellm.BadRequestError: completion() missing 1 required argument: '{field}'")
        return Refusal(400, f"litellm.BadRequestError: OpenAIException - invalid '{field}': {problem}")

    def unknown_model(self, wanted: str) -> Refusal:
        """400, not 404."""
        return Refusal(400, f"/chat/completions: Invalid model name passed in model={wanted}. Call `/v1/models` to "
            f"view "
                       "available models for your key.", "invalid_request_error", param="None")  # fmt: skip

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """`/health` calls every model for real; these two do not."""
        return {
            "/health/liveliness": lambda call: (200, "application/json", b'"I\'m alive!"'),
            "/health/liveness": lambda call: (200, "application/json", b'"I\'m alive!"'),
            "/health/readiness": lambda call: (200, "application/json", b'{"status":"healthy","db":"Not connected"}'),
            "/": lambda call: (
                200,
                "text/html; charset=utf-8",
                b"<html><title>LiteLLM API - Swagger UI</title></html>",
            ),
        }

    def card(self, model: str) -> dict[str, Any]:
        """The owner is the provider."""
        return {"id": model, "object": "model", "created": 1677610602, "owned_by": "openai"}

    def check(self, body: dict[str, Any]) -> None:
        """A literal `extra_body` is merged into the body (utils.py)."""
        extra = body.pop("extra_body", None)
        if isinstance(extra, dict):
            for name, value in extra.items():
                body.setdefault(name, value)

    def thinking(self, body: dict[str, Any]) -> bool:
        """Passed on to vLLM."""
        kwargs = body.get("chat_template_kwargs")
        if isinstance(kwargs, dict) and "enable_thinking" in kwargs:
            return bool(kwargs["enable_thinking"])
        return body.get("reasoning_effort") != "none"

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """With null details."""
        return {**super().usage(counts, job), "completion_tokens_details": None, "prompt_tokens_details": None}
