"""transformers serve (5.23.0 read: cli/serving), serving Qwen3-0.6B."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from answerback.sim.dialect import Dialect, Page
from answerback.sim.refusal import Refusal
from answerback.sim.stage import Call

_KNOWN = frozenset((
    "model", "messages", "prompt", "stream", "stream_options", "max_tokens", "max_completion_tokens", "temperature",
    "top_p",
    "stop", "seed", "frequency_penalty", "presence_penalty", "n", "logprobs", "top_logprobs", "logit_bias", "tools",
    "tool_choice", "parallel_tool_calls", "response_format", "reasoning_effort", "user", "metadata", "store", "audio",
    "modalities", "prediction", "service_tier", "functions", "function_call", "web_search_options", "verbosity",
    "safety_identifier", "prompt_cache_key", "generation_config", "chat_template_kwargs", "request_id",
))  # fmt: skip
_UNUSED = frozenset((
    "n", "logprobs", "top_logprobs", "response_format", "stream_options", "tool_choice", "reasoning_effort",
    "presence_penalty", "user", "parallel_tool_calls",
))  # fmt: skip


class Transformers(Dialect):
    """Unknown fields are refused, many known ones ignored; usage is in the finish chunk, `[DONE]` never comes."""

    name = "transformers"
    lax_numbers = True
    version = "5.23.0"
    headers = (("server", "uvicorn"), ("x-request-id", "9f0d3c1e-6f0e-4f0a-9a53-0c1d2e3f4a5b"))
    needs_json_type = True
    whole_calls = True
    sends_done = False
    usage_unasked = True
    usage_in_finish = True
    first_delta = {"role": "assistant"}
    no_content = ""
    heeds = None

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """FastAPI's."""
        return {"error": refusal.message} if in_stream else {"detail": refusal.message}

    def guards(self, path: str) -> bool:
        """There are no keys."""
        return False

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """FastAPI's 422."""
        return Refusal(422, f"Validation error: {field}: {problem}")

    def unknown_model(self, wanted: str) -> Refusal:
        """It tries to load what it is asked for, and fails."""
        return Refusal(400, f"{wanted} is not a local folder and is not a valid model identifier listed on "
                       "'https://huggingface.co/models'")  # fmt: skip

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """`/health` only."""
        return {"/health": lambda call: (200, "application/json", b'{"status":"ok"}')}

    def card(self, model: str) -> dict[str, Any]:
        """The owner is the repository's author."""
        return {"id": model, "object": "model", "created": 1700000000, "owned_by": model.partition("/")[0]}

    def check(self, body: dict[str, Any]) -> None:
        """Unexpected fields are refused, unused ones dropped."""
        unexpected = {name for name in body if name not in _KNOWN}
        if unexpected:
            raise Refusal(422, f"Unexpected fields in the request: {unexpected}")
        for name in _UNUSED:
            body.pop(name, None)

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """The request's id."""
        return call.header("x-request-id") or f"{rng.getrandbits(128):032x}"

    def fingerprint(self) -> dict[str, Any]:
        """Empty."""
        return {"system_fingerprint": ""}
