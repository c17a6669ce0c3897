"""SGLang (0.5.23 wheel read: srt/entrypoints), serving Qwen3-0.6B with reasoning and tool parsers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import msgspec

from answerback.sim.brain import Prompt
from answerback.sim.dialect import Dialect, Page
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts, Said
from answerback.sim.split import Delta, Kind
from answerback.sim.stage import Call


class Sglang(Dialect):
    """Errors are flat, any model name is served, `reasoning_content` is in every delta."""

    name = "sglang"
    lax_numbers = True
    version = "0.5.23"
    any_model = True
    needs_json_type = True
    ranges = {"max_tokens": (0, 2**31), "n": (1, 4096), "temperature": (0, 1e9), "top_p": (1e-9, 1)}
    first_delta = {"role": "assistant", "content": "", "reasoning_content": None}
    last_delta = {"content": None, "reasoning_content": None}

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """Flat, nested only within a stream (serving_base.py)."""
        if refusal.status == 401:
            return {"error": "Unauthorized"}
        said = {
            "object": "error", "message": refusal.message, "type": refusal.type or "BadRequestError",
            "param": refusal.param, "code": refusal.status,
        }  # fmt: skip
        return {"error": said} if in_stream else said

    def guards(self, path: str) -> bool:
        """Everything but health and metrics (utils/auth.py)."""
        return not path.startswith(("/health", "/ready", "/metrics"))

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """Pydantic's list of errors as text."""
        kind = {"json": "JSON decode error", "missing": "Field required"}.get(
            problem, f"Input should be a valid {problem.removeprefix('type:')}"
        )
        return Refusal(400, f"[{{'type': '{problem.partition(':')[0]}', 'loc': ('body', '{field}'), 'msg': '{kind}'}}]")

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """Its own info routes, and Ollama's beside them."""

        def page(value: Any) -> Callable[[Call], Page]:
            return lambda call: (200, "application/json", msgspec.json.encode(value))

        model = self.models[0] if self.models else ""
        info = {
            "model_path": model, "tokenizer_path": model, "is_generation": True,
            "reasoning_parser": self.setup.reasoning_parser, "tool_call_parser": self.setup.tool_parser,
        }  # fmt: skip
        server = {"version": self.version, "launch_command": "python -m sglang.launch_server", "model_path": model}
        tags = {"models": [{"name": name, "model": name} for name in self.models]}
        return {
            "/": lambda call: (200, "text/plain; charset=utf-8", b"SGLang is running"),
            "/health": lambda call: (503 if self.setup.dead else 200, "", b""),
            "/health_generate": lambda call: (503 if self.setup.dead else 200, "", b""),
            "/ready": lambda call: (200, "", b""),
            "/model_info": page(info),
            "/get_model_info": page(info),
            "/server_info": page(server),
            "/get_server_info": page(server),
            "/api/tags": page(tags),
        }

    def card(self, model: str) -> dict[str, Any]:
        """Without permissions."""
        return {
            "id": model, "object": "model", "created": 1700000000, "owned_by": "sglang", "root": model, "parent": None,
            "max_model_len": self.setup.context,
        }  # fmt: skip

    def check(self, body: dict[str, Any]) -> None:
        """An empty conversation is refused."""
        if body.get("messages") == []:
            raise Refusal(400, "Messages cannot be empty.")
        if body.get("tool_choice") not in (None, "none", "auto") and not body.get("tools"):
            raise Refusal(400, "Tools cannot be empty if tool choice is set to required.")
        for key in body.get("logit_bias") or {}:
            if not str(key).isdigit():
                raise Refusal(400, "logit_bias keys must be token ids")

    def thinking(self, body: dict[str, Any]) -> bool:
        """`reasoning_effort` sets the template's switch too."""
        kwargs = body.get("chat_template_kwargs")
        if isinstance(kwargs, dict) and "enable_thinking" in kwargs:
            return bool(kwargs["enable_thinking"])
        return body.get("reasoning_effort") != "none"

    def limit(self, body: dict[str, Any]) -> int | None:
        """`max_completion_tokens or max_tokens`: a 0 falls through."""
        return body.get("max_completion_tokens") or body.get("max_tokens")

    def fit(self, job: Job, limit: int | None, count: Callable[[Prompt], int]) -> int:
        """Prompt and limit together must fit."""
        context, prompt = self.setup.context, job.prompt_tokens
        if prompt >= context:
            raise self.too_long(job)
        if limit is not None and prompt + limit > context:
            raise Refusal(
                400, f"Requested token count exceeds the model's maximum context length of {context} tokens. You "
                f"requested a total of {prompt + limit} tokens: {prompt} tokens from the input messages and {limit} "
                "tokens for the completion. Please reduce the number of tokens in the input messages or the completion "
                "to fit within the limit.",
            )  # fmt: skip
        return limit if limit is not None else context - prompt - 1

    def too_long(self, job: Job) -> Refusal:
        """Names both lengths."""
        return Refusal(
            400, f"The input ({job.prompt_tokens} tokens) is longer than the model's context length "
            f"({self.setup.context} tokens).",
        )  # fmt: skip

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """Bare hex."""
        return f"{rng.getrandbits(128):032x}"

    def message(self, said: Said, job: Job) -> dict[str, Any]:
        """Null fields stand for what is not there."""
        return {
            "role": "assistant", "content": said.content, "reasoning_content": said.reasoning or None,
            "tool_calls": said.calls or None,
        }  # fmt: skip

    def choice(self, said: Said, job: Job) -> dict[str, Any]:
        """With `matched_stop`."""
        return {**super().choice(said, job), "matched_stop": said.stop or (151645 if said.finish == "stop" else None)}

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """`reasoning_tokens` at the top level."""
        return {**super().usage(counts, job), "prompt_tokens_details": None, "reasoning_tokens": counts.reasoning}

    def whole(self, job: Job, said: list[Said], counts: Counts) -> dict[str, Any]:
        """With metadata at the end."""
        return {**super().whole(job, said, counts), "metadata": {"weight_version": "default"}}

    def delta(self, delta: Delta, job: Job, call_id: str) -> dict[str, Any]:
        """The reasoning's key is always there (sse_utils.py)."""
        if delta.kind is Kind.CONTENT:
            return {"content": delta.text, "reasoning_content": None}
        return {"content": None, "reasoning_content": None, **super().delta(delta, job, call_id)}

    def ending(self, said: Said, delta: dict[str, Any]) -> dict[str, Any]:
        """With `matched_stop`."""
        return {**super().ending(said, delta), "matched_stop": said.stop or (151645 if said.finish == "stop" else None)}
