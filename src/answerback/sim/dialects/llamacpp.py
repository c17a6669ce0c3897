"""llama.cpp's llama-server (b11434 read: tools/server), serving a Qwen3 GGUF with `--jinja`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import msgspec

from answerback.sim.brain import Token
from answerback.sim.dialect import Dialect, Page
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts, Said
from answerback.sim.stage import Call

SLOTS = 4


class LlamaCpp(Dialect):
    """Any model name is served under the loaded one's; timings in every answer; numbers in the errors."""

    name = "llamacpp"
    version = "b11434-4a8c1d2e"
    served = ("Qwen3-0.6B-Q8_0.gguf",)
    headers = (("server", "llama.cpp"),)
    any_model = True
    echoes_model = False
    tokenizes = True
    origin = "@"
    json_type = "application/json; charset=utf-8"
    stream_type = "text/event-stream"
    first_delta = {"role": "assistant", "content": None}

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """`code` is the status; there is no `param`."""
        kinds = {401: "authentication_error", 404: "not_found_error", 500: "server_error", 501: "not_supported_error",
                 503: "unavailable_error"}  # fmt: skip
        kind = refusal.type or kinds.get(refusal.status, "invalid_request_error")
        return {"error": {"code": refusal.status, "message": refusal.message, "type": kind, **refusal.extra}}

    def unauthorized(self, *, given: bool) -> Refusal:
        """The same with and without a key."""
        return Refusal(401, "Invalid API Key")

    def guards(self, path: str) -> bool:
        """Only health and the web page are public."""
        return path not in ("/health", "/v1/health", "/", "/index.html")

    def keys(self, call: Call) -> tuple[str, ...]:
        """`X-Api-Key` is taken too."""
        return (*super().keys(call), call.header("x-api-key"))

    def not_found(self, call: Call) -> Page:
        """Its own 404."""
        return 404, "application/json; charset=utf-8", msgspec.json.encode(self.error(Refusal(404, "File Not Found")))

    def wrong_method(self, call: Call) -> Page:
        """A route is method and path: the wrong method is not found."""
        return self.not_found(call)

    def loading(self) -> Refusal | None:
        """HTTP starts before the model is there."""
        return Refusal(503, "Loading model")

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """JSON errors in nlohmann's words."""
        if problem == "json":
            return Refusal(
                400,
                "[json.exception.parse_error.101] parse error at line 1, column 1: syntax error while parsing value",
            )
        if problem == "missing":
            if field.endswith(".role"):
                return Refusal(500, "Failed to parse messages: Missing 'role' in message")
            return Refusal(400, f"'{field}' is required")
        if field == "messages":
            return Refusal(400, "Expected 'messages' to be an array")
        kinds = {str: "string", bool: "boolean", list: "array", dict: "object"}
        words = f"type must be {problem.removeprefix('type:')}, but is {kinds.get(type(value), 'number')}"
        return Refusal(400, f"Field '{field}': [json.exception.type_error.302] {words}")

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """Properties, slots, health."""

        def page(value: Any) -> Callable[[Call], Page]:
            return lambda call: (200, "application/json; charset=utf-8", msgspec.json.encode(value))

        slots = self.setup.slots or SLOTS
        props = {
            "default_generation_settings": {"n_ctx": self.setup.context, "params": {}}, "total_slots": slots,
            "model_path": f"/models/{self.models[0]}" if self.models else "", "build_info": self.version,
            "chat_template": "{%- for message in messages %}<|im_start|>{{ message.role }} …{%- endfor %}",
            "modalities": {"vision": self.setup.vision, "audio": False},
        }  # fmt: skip
        states = [{"id": n, "n_ctx": self.setup.context // slots, "is_processing": False} for n in range(slots)]
        return {
            "/": lambda call: (200, "text/html; charset=utf-8", b"<!doctype html><title>llama.cpp</title>"),
            "/health": page({"status": "ok"}),
            "/v1/health": page({"status": "ok"}),
            "/props": page(props),
            "/slots": page(states),
        }

    def other(self, call: Call) -> Page:
        """Metrics and embeddings are there, but switched off."""
        off = {"/metrics": "metrics", f"{self.path}/embeddings": "embeddings"}.get(call.path)
        if off is None:
            return super().other(call)
        refusal = Refusal(501, f"This server does not support {off}. Start it with `--{off}`")
        return 501, "application/json; charset=utf-8", msgspec.json.encode(self.error(refusal))

    def card(self, model: str) -> dict[str, Any]:
        """With the GGUF's figures."""
        meta = {
            "vocab_type": 2, "n_vocab": 151936, "n_ctx": self.setup.context, "n_ctx_train": 40960, "n_embd": 1024,
            "n_params": 596049920, "size": 633495552,
        }  # fmt: skip
        return {"id": model, "object": "model", "created": 1700000000, "owned_by": "llamacpp", "meta": meta}

    def listing(self) -> dict[str, Any]:
        """With an Ollama-style list beside `data`."""
        models = [{"name": model, "model": model, "capabilities": ["completion"]} for model in self.models]
        return {"models": models, **super().listing()}

    def check(self, body: dict[str, Any]) -> None:
        """A few things that it does not do."""
        slots = self.setup.slots or SLOTS
        if (body.get("n") or 1) > slots:
            raise Refusal(400, f"Field 'n': Value must be between 1 <= value <= {slots}, but got {body['n']}")
        if body.get("tools") and self.setup.tool_parser is None:
            raise Refusal(500, "tools param requires --jinja flag")
        if body.get("top_logprobs") and not body.get("logprobs") and "messages" in body:
            raise Refusal(400, "top_logprobs requires logprobs to be set to true")
        if body.get("logprobs") and body.get("tools") and body.get("stream"):
            raise Refusal(400, "logprobs is not supported with tools + stream")
        kwargs = body.get("chat_template_kwargs")
        if isinstance(kwargs, dict) and isinstance(kwargs.get("enable_thinking"), str):
            raise Refusal(400, 'invalid type for "enable_thinking" (expected boolean, got string)')
        if body.get("temperature") is not None and body["temperature"] < 0:
            body["temperature"] = 0

    def thinking(self, body: dict[str, Any]) -> bool:
        """`reasoning_effort: none` turns it off too."""
        kwargs = body.get("chat_template_kwargs")
        if isinstance(kwargs, dict) and "enable_thinking" in kwargs:
            return bool(kwargs["enable_thinking"])
        return body.get("reasoning_effort") != "none"

    def limit(self, body: dict[str, Any]) -> int | None:
        """-1 stands for no limit; 0 still makes one token."""
        value = super().limit(body)
        return max(1, value) if value is not None and value >= 0 else None

    def too_long(self, job: Job) -> Refusal:
        """With the numbers as fields."""
        return Refusal(
            400, f"request ({job.prompt_tokens} tokens) exceeds the available context size ({self.setup.context} "
                f"tokens), "
            "try increasing it", "exceed_context_size_error", n_prompt_tokens=job.prompt_tokens,
            n_ctx=self.setup.context,
        )  # fmt: skip

    def no_vision(self) -> Refusal | None:
        """Needs the projector."""
        return Refusal(
            500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"
        )

    def call_id(self, rng: Random, name: str, index: int) -> str:
        """32 random characters."""
        return _letters(rng)

    def fingerprint(self) -> dict[str, Any]:
        """The build."""
        return {"system_fingerprint": self.version}

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """Cached tokens are always told; of several choices only one is counted."""
        one = msgspec.structs.replace(counts, completion=counts.first) if job.n > 1 else counts
        return {**super().usage(one, job), "prompt_tokens_details": {"cached_tokens": counts.cached}}

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """The same for chats and texts."""
        return f"chatcmpl-{_letters(rng)}"

    def logprob(self, token: Token) -> dict[str, Any]:
        """With the token's id."""
        return {"id": token.id, **super().logprob(token)}

    def _timings(self, counts: Counts) -> dict[str, Any]:
        return {
            "cache_n": 0, "prompt_n": counts.prompt, "prompt_ms": 12.5, "prompt_per_second": counts.prompt / 0.0125,
            "predicted_n": counts.completion, "predicted_ms": 8.0 * counts.completion, "predicted_per_second": 125.0,
        }  # fmt: skip

    def whole(self, job: Job, said: list[Said], counts: Counts) -> dict[str, Any]:
        """With timings."""
        return {**super().whole(job, said, counts), "timings": self._timings(counts)}

    def chunk(self, job: Job, choices: list[dict[str, Any]], usage: dict[str, Any] | None = None) -> dict[str, Any]:
        """The usage chunk carries timings too."""
        out = super().chunk(job, choices, usage)
        if usage is not None and not choices:
            out["timings"] = self._timings(Counts(prompt=usage["prompt_tokens"], completion=usage["completion_tokens"]))
        return out

    def choice(self, said: Said, job: Job) -> dict[str, Any]:
        """Logprobs only where they were asked for."""
        out = super().choice(said, job)
        if out.get("logprobs") is None:
            out.pop("logprobs", None)
        return out


def _letters(rng: Random) -> str:
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=32))
