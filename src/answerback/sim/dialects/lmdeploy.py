"""LMDeploy (0.16.0 read: serve/openai), serving Qwen3-0.6B with reasoning and tool parsers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from answerback.sim.dialect import Dialect, Page
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts, Said
from answerback.sim.split import Delta
from answerback.sim.stage import Call


class LmDeploy(Dialect):
    """Flat errors, the role in every delta, a null `usage` in every chunk."""

    name = "lmdeploy"
    lax_numbers = True
    version = "0.16.0"
    needs_json_type = True
    role_in_each = True
    finish_alone = False
    ranges = {
        "temperature": (0, 2), "top_p": (1e-9, 1), "max_tokens": (1, 2**31), "max_completion_tokens": (1, 2**31),
        "n": (1, 128),
    }  # fmt: skip

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """Flat, nested within a stream."""
        kinds = {401: "authentication_error", 404: "not_found_error", 503: "service_unavailable"}
        said = {
            "message": refusal.message, "type": refusal.type or kinds.get(refusal.status, "invalid_request_error"),
            "code": refusal.status, "param": refusal.param, "object": "error",
        }  # fmt: skip
        return {"error": said} if in_stream else said

    def guards(self, path: str) -> bool:
        """All but health and the pages."""
        return path not in ("/health", "/docs", "/redoc", "/nodes")

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """Short and plain."""
        if problem == "missing":
            return Refusal(400, f"{field}: Field required", param=field)
        if problem == "range" and "tokens" in field:
            return Refusal(400, "max_new_tokens must be at least 1", param=field)
        if problem == "json":
            return Refusal(400, f"JSON decode error: {value}")
        return Refusal(400, f"{field}: invalid value {value!r} ({problem})", param=field)

    def unknown_model(self, wanted: str) -> Refusal:
        """In single quotes."""
        return Refusal(404, f"The model '{wanted}' does not exist.", param="model")

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """Health is JSON."""
        status = (
            b'{"status":"unhealthy","message":"engine"}' if self.setup.dead else b'{"status":"healthy","message":""}'
        )
        swagger = b"<!DOCTYPE html><html><head><title>FastAPI - Swagger UI</title></head></html>"
        return {
            "/": lambda call: (200, "text/html; charset=utf-8", swagger),
            "/health": lambda call: (503 if self.setup.dead else 200, "application/json", status),
            "/is_sleeping": lambda call: (200, "application/json", b'{"is_sleeping":false}'),
        }

    def card(self, model: str) -> dict[str, Any]:
        """No length."""
        return {
            "id": model, "object": "model", "created": 1700000000, "owned_by": "lmdeploy", "root": model,
            "parent": None, "permission": [],
        }  # fmt: skip

    def check(self, body: dict[str, Any]) -> None:
        """Logprobs need a flag, efforts have names."""
        if body.get("logprobs"):
            raise Refusal(400, "logprobs requested but not enabled logprobs_mode in engine configuration.")
        if body.get("top_logprobs"):
            raise Refusal(400, "top_logprobs requested but not enabled logprobs_mode in engine configuration.")
        effort = body.get("reasoning_effort")
        if effort is not None and effort not in ("low", "medium", "high", "max"):
            raise Refusal(400, f"reasoning_effort: Input should be 'low', 'medium', 'high' or 'max', got {effort!r}")

    def thinking(self, body: dict[str, Any]) -> bool:
        """The top-level switch is deprecated, but works."""
        kwargs = body.get("chat_template_kwargs")
        if isinstance(kwargs, dict) and "enable_thinking" in kwargs:
            return bool(kwargs["enable_thinking"])
        return body.get("enable_thinking") is not False

    def tools_wanted(self, body: dict[str, Any]) -> bool:
        """Refused without a parser."""
        if self.setup.tool_parser is None:
            raise Refusal(400, "Please launch the api_server with --tool-call-parser if you want to use tools.")
        return True

    def too_long(self, job: Job) -> Refusal:
        """With both numbers."""
        return Refusal(
            400, f"Input length ({job.prompt_tokens}) must be smaller than the model context length "
            f"({self.setup.context}).",
        )  # fmt: skip

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """A short uuid."""
        return "".join(rng.choices("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", k=22))

    def message(self, said: Said, job: Job) -> dict[str, Any]:
        """Null fields stand for what is not there."""
        return {
            "role": "assistant", "content": said.content, "reasoning_content": said.reasoning or None,
            "tool_calls": said.calls or None,
        }  # fmt: skip

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """With details."""
        out = {**super().usage(counts, job), "prompt_tokens_details": {"cached_tokens": counts.cached}}
        if counts.reasoning:
            out["completion_tokens_details"] = {"reasoning_tokens": counts.reasoning}
        return out

    def delta(self, delta: Delta, job: Job, call_id: str) -> dict[str, Any]:
        """The role comes each time."""
        return {"role": "assistant", **super().delta(delta, job, call_id)}

    def chunk(self, job: Job, choices: list[dict[str, Any]], usage: dict[str, Any] | None = None) -> dict[str, Any]:
        """Usage is null until the last chunk."""
        out = super().chunk(job, choices, usage)
        if job.usage:
            out.setdefault("usage", None)
        return out
