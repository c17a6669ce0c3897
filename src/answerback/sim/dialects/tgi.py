"""Text Generation Inference (3.3.7 read: router/), in maintenance mode; serves a model that does not think."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import msgspec

from answerback.sim.dialect import Dialect, Page
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Said
from answerback.sim.split import Delta
from answerback.sim.stage import Call


class Tgi(Dialect):
    """422 for validation, an empty id, `stop_sequence` as a finish_reason, lists where OpenAI lets strings in."""

    name = "tgi"
    version = "3.3.7"
    served = ("Qwen/Qwen2.5-7B-Instruct",)
    headers = (("x-compute-type", "1-nvidia-a10g"), ("x-inference-time", "210"), ("x-queue-time", "0"))
    any_model = True
    echoes_model = False
    thinks = False
    whole_calls = True
    role_in_each = True
    finish_alone = False
    last_delta = {"role": "assistant", "content": ""}
    no_content = None
    heeds = frozenset((
        "model", "messages", "prompt", "stream", "stream_options", "max_tokens", "seed", "stop", "temperature", "top_p",
        "frequency_penalty", "presence_penalty", "response_format", "tools", "tool_choice", "logprobs", "top_logprobs",
        "logit_bias",
    ))  # fmt: skip

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """A string and its kind."""
        if refusal.status in (401, 404):
            return b""
        kinds = {422: "validation", 424: "generation", 429: "overloaded"}
        return {"error": refusal.message, "error_type": refusal.type or kinds.get(refusal.status, "validation")}

    def unauthorized(self, *, given: bool) -> Refusal:
        """An empty body."""
        return Refusal(401, "")

    def not_found(self, call: Call) -> Page:
        """An empty body."""
        return 404, "", b""

    def wrong_method(self, call: Call) -> Page:
        """An empty body."""
        return 405, "", b""

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """Serde's words as plain text in an error object."""
        if problem == "json":
            return Refusal(400, "Failed to parse the request body as JSON: expected value at line 1 column 1")
        if problem == "missing":
            return Refusal(422, "Failed to deserialize the JSON body into the target type: missing field "
                           f"`{field}` at line 1 column 20", "validation")  # fmt: skip
        return Refusal(422, f"Failed to deserialize the JSON body into the target type: {field}: invalid type, "
                       f"expected {problem.removeprefix('type:')}", "validation")  # fmt: skip

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """`/info` tells everything."""
        info = {
            "model_id": self.models[0] if self.models else "", "version": self.version, "sha": "abc",
            "docker_label": None,
            "max_input_tokens": self.setup.context - 1, "max_total_tokens": self.setup.context,
            "router": "text-generation-router",
            "max_concurrent_requests": 128,
        }  # fmt: skip
        page = msgspec.json.encode(info)
        health = (503, b'{"error":"unhealthy","error_type":"healthcheck"}') if self.setup.dead else (200, b"")
        return {
            "/info": lambda call: (200, "application/json", page),
            "/health": lambda call: (health[0], "application/json", health[1]),
        }

    def card(self, model: str) -> dict[str, Any]:
        """The owner is the model itself."""
        return {"id": model, "object": "model", "created": 0, "owned_by": model}

    def check(self, body: dict[str, Any]) -> None:
        """Strict where others are lax."""
        if isinstance(body.get("stop"), str):
            raise self.invalid("stop", "type:a sequence")
        if isinstance(body.get("logit_bias"), dict):
            raise self.invalid("logit_bias", "type:a sequence")
        body.pop("logit_bias", None)
        if body.get("top_p") is not None and not 0 < body["top_p"] < 1:
            raise Refusal(422, "Input validation error: `top_p` must be > 0.0 and < 1.0")
        if body.get("temperature") is not None and body["temperature"] < 0:
            raise Refusal(422, "Input validation error: `temperature` must be strictly positive")
        if body.get("max_tokens") == 0:
            raise Refusal(422, "Input validation error: `max_new_tokens` must be strictly positive")

    def limit(self, body: dict[str, Any]) -> int | None:
        """Only `max_tokens` is known."""
        value: int | None = body.get("max_tokens")
        return value

    def fit(self, job: Job, limit: int | None, count: Any) -> int:
        """Input and output together."""
        total = self.setup.context
        if job.prompt_tokens >= total:
            raise self.too_long(job)
        if limit is not None and job.prompt_tokens + limit > total:
            raise Refusal(422, f"Input validation error: `inputs` tokens + `max_new_tokens` must be <= {total}. Given: "
                          f"{job.prompt_tokens} `inputs` tokens and {limit} `max_new_tokens`")  # fmt: skip
        return limit if limit is not None else total - job.prompt_tokens

    def too_long(self, job: Job) -> Refusal:
        """Names the limit."""
        return Refusal(422, f"Input validation error: `inputs` must have less than {self.setup.context - 1} tokens. "
            f"Given: "
                       f"{job.prompt_tokens}")  # fmt: skip

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """Always empty (lib.rs)."""
        return ""

    def call_id(self, rng: Random, name: str, index: int) -> str:
        """A bare number."""
        return str(index)

    def fingerprint(self) -> dict[str, Any]:
        """The version."""
        return {"system_fingerprint": f"{self.version}-native"}

    def _finish(self, said: Said) -> Said:
        if said.stop is not None:
            said.finish = "stop_sequence"
        return said

    def choice(self, said: Said, job: Job) -> dict[str, Any]:
        """`stop_sequence` for a stop string."""
        return super().choice(self._finish(said), job)

    def ending(self, said: Said, delta: dict[str, Any]) -> dict[str, Any]:
        """`stop_sequence` for a stop string."""
        return super().ending(self._finish(said), delta)

    def delta(self, delta: Delta, job: Job, call_id: str) -> dict[str, Any]:
        """The role comes each time."""
        return {"role": "assistant", **super().delta(delta, job, call_id)}
