"""Alibaba's DashScope in OpenAI mode (ragflow#8972, UltraRAG#287): qwen-plus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from answerback.sim.dialect import Dialect, Page
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts
from answerback.sim.stage import Call

_REQUEST = "8f1f3c0e-9f0a-9d3e-8c56-2f3b0f6d7a10"


class DashScope(Dialect):
    """Thinks only with a top-level `enable_thinking`; every error has a request id."""

    name = "dashscope"
    served = ("qwen-plus", "qwen-turbo")
    prefix = "/compatible-mode/v1"
    headers = (("server", "istio-envoy"), ("x-request-id", _REQUEST))
    ranges = {"temperature": (0, 1.9999), "top_p": (1e-9, 1), "max_tokens": (1, 32768)}
    last_delta = {"content": "", "role": None}

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """With the request's id beside the error."""
        return {
            "error": {
                "code": refusal.code or "invalid_parameter_error", "param": refusal.param, "message": refusal.message,
                "type": refusal.type or "invalid_request_error",
            },
            "request_id": _REQUEST,
        }  # fmt: skip

    def unauthorized(self, *, given: bool) -> Refusal:
        """The same words for both."""
        said = "Incorrect API key provided." if given else "You didn't provide an API key."
        return Refusal(401, said, code="invalid_api_key")

    def unknown_model(self, wanted: str) -> Refusal:
        """404."""
        return Refusal(
            404, f"The model `{wanted}` does not exist or you do not have access to it.", code="model_not_found"
        )

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """None."""
        return {}

    def thinking(self, body: dict[str, Any]) -> bool:
        """Off unless asked for; `chat_template_kwargs` is ignored."""
        return body.get("enable_thinking") is True

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """A uuid behind the usual word."""
        value = f"{rng.getrandbits(128):032x}"
        return "chatcmpl-" + "-".join((value[:8], value[8:12], value[12:16], value[16:20], value[20:]))

    def fingerprint(self) -> dict[str, Any]:
        """Null."""
        return {"system_fingerprint": None}

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """With cached tokens."""
        out = {**super().usage(counts, job), "prompt_tokens_details": {"cached_tokens": counts.cached}}
        if counts.reasoning:
            out["completion_tokens_details"] = {"reasoning_tokens": counts.reasoning}
        return out
