"""Ollama (August 2026; openai/openai.go, server/routes.go read), serving qwen3:0.6b."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import msgspec

from answerback.sim.brain import Prompt
from answerback.sim.dialect import Dialect, Page
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.stage import Call


class Ollama(Dialect):
    """Drops what its request struct does not know, drops old messages of a long prompt, repeats ids."""

    name = "ollama"
    version = "0.13.5"
    served = ("qwen3:0.6b",)
    headers = ()
    reasoning_fields = ("reasoning",)
    whole_calls = True
    heeds = frozenset((
        "model", "messages", "prompt", "stream", "stream_options", "max_tokens", "seed", "stop", "temperature",
        "frequency_penalty", "presence_penalty", "top_p", "response_format", "tools", "reasoning", "reasoning_effort",
        "logprobs", "top_logprobs", "suffix", "echo",
    ))  # fmt: skip

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """`param` and `code` are null."""
        kinds = {404: "not_found_error", 500: "api_error", 503: "api_error"}
        kind = kinds.get(refusal.status, "invalid_request_error")
        return {"error": {"message": refusal.message, "type": kind, "param": None, "code": None}}

    def guards(self, path: str) -> bool:
        """There are no keys."""
        return False

    def not_found(self, call: Call) -> Page:
        """Gin's plain text."""
        return 404, "text/plain", b"404 page not found"

    def wrong_method(self, call: Call) -> Page:
        """A wrong method is an unknown route."""
        return self.not_found(call)

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """Go's decoder."""
        if problem == "json":
            return Refusal(400, "invalid character 'x' looking for beginning of value")
        if problem == "missing":
            return Refusal(400, f"[] is too short - '{field}'")
        kinds = {str: "string", int: "number", float: "number", list: "array", dict: "object", bool: "bool"}
        said = kinds.get(type(value), "value")
        want = {"integer": "int", "number": "float64", "boolean": "bool", "array": "[]openai.Message"}.get(
            problem.removeprefix("type:"), "string"
        )
        return Refusal(
            400, f"json: cannot unmarshal {said} into Go struct field ChatCompletionRequest.{field} of type {want}"
        )

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """Its native routes."""

        def page(value: Any) -> Callable[[Call], Page]:
            return lambda call: (200, "application/json; charset=utf-8", msgspec.json.encode(value))

        details = {"format": "gguf", "family": "qwen3", "parameter_size": "751.63M", "quantization_level": "Q4_K_M"}
        tags = [{"name": m, "model": m, "size": 522653767, "details": details} for m in self.models]
        loaded = [{**tag, "size_vram": 1400000000, "context_length": self.setup.context} for tag in tags]
        return {
            "/": lambda call: (200, "text/plain; charset=utf-8", b"Ollama is running"),
            "/api/version": page({"version": self.version}),
            "/api/tags": page({"models": tags}),
            "/api/ps": page({"models": loaded}),
        }

    def card(self, model: str) -> dict[str, Any]:
        """The owner is the namespace."""
        return {"id": model, "object": "model", "created": 1700000000, "owned_by": "library"}

    def pick(self, wanted: Any) -> str:
        """A name without a tag means `:latest`."""
        if not wanted:
            raise Refusal(400, "model is required")
        return super().pick(f"{wanted}:latest" if f"{wanted}:latest" in self.models else wanted)

    def unknown_model(self, wanted: str) -> Refusal:
        """In its own words."""
        return Refusal(404, f"model '{wanted}' not found")

    def check(self, body: dict[str, Any]) -> None:
        """`reasoning_effort` becomes `think`; a model that cannot is refused."""
        if body.get("messages") == []:
            raise self.invalid("messages", "missing")
        effort = body.get("reasoning_effort")
        if effort not in (None, "", "none", "low", "medium", "high", "max"):
            raise Refusal(400, f'invalid reasoning value: \'{effort}\' (must be "high", "medium", "low", or "none")')
        if effort not in (None, "", "none") and not self.setup.thinking:
            raise Refusal(400, f'"{body.get("model")}" does not support thinking')
        top = body.get("top_logprobs")
        if top is not None and not 0 <= top <= 20:
            raise Refusal(400, "top_logprobs must be between 0 and 20")
        if body.get("tools") and self.setup.tool_parser is None:
            raise Refusal(400, f"{body.get('model')} does not support tools")

    def thinking(self, body: dict[str, Any]) -> bool:
        """On for models that can, unless the effort is none."""
        return body.get("reasoning_effort") != "none"

    def limit(self, body: dict[str, Any]) -> int | None:
        """`max_completion_tokens` is unknown here; below 1 means no limit."""
        value = body.get("max_tokens")
        return value if value is not None and value > 0 else None

    def fit(self, job: Job, limit: int | None, count: Callable[[Prompt], int]) -> int:
        """Old messages are dropped without a word; the system's and the last one stay.

        If these are too long by themselves, the runner keeps the end of the prompt only (its log then says `truncating
        input prompt limit=4096 prompt=7268 keep=4 new=4096`).
        """
        context, messages = self.setup.context, list(job.prompt.messages)
        while job.prompt_tokens > context:
            old = next((at for at, m in enumerate(messages[:-1]) if m.get("role") != "system"), None)
            if old is None:
                break
            del messages[old]
            job.prompt = msgspec.structs.replace(job.prompt, messages=tuple(messages))
            job.prompt_tokens = count(job.prompt)
        if job.prompt_tokens > context:
            job.prompt = _end(job.prompt, context, count)
            job.prompt_tokens = context
        return limit if limit is not None else max(context - job.prompt_tokens, 1024)

    def no_vision(self) -> Refusal | None:
        """Refused by the runner."""
        return Refusal(400, "this model does not support images")

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """`rand.Intn(999)`: ids repeat."""
        return f"{'chatcmpl' if chat else 'cmpl'}-{rng.randrange(999)}"

    def call_id(self, rng: Random, name: str, index: int) -> str:
        """Eight characters."""
        return "call_" + "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=8))

    def fingerprint(self) -> dict[str, Any]:
        """Always the same."""
        return {"system_fingerprint": "fp_ollama"}


def _end(prompt: Prompt, limit: int, count: Callable[[Prompt], int]) -> Prompt:
    """Return as much of a prompt's end as has no more than `limit` tokens: of a chat, the end of its last message."""
    text = prompt.text if prompt.text is not None else str(prompt.messages[-1]["content"])
    low, high = 0, len(text)
    while low < high:
        kept = (low + high + 1) // 2
        low, high = (kept, high) if count(_only(prompt, text[-kept:])) <= limit else (low, kept - 1)
    return _only(prompt, text[len(text) - low :])


def _only(prompt: Prompt, text: str) -> Prompt:
    if prompt.text is not None:
        return msgspec.structs.replace(prompt, text=text)
    return msgspec.structs.replace(prompt, messages=({**prompt.messages[-1], "content": text},))
