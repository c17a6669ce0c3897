"""vLLM (0.32.0 wheel read: entrypoints/), serving Qwen3-0.6B with reasoning and tool parsers.

Versions: up to 0.10.0 errors are flat (PR #22099); up to 0.11.0 the reasoning is `reasoning_content`, from 0.11.1 both
names (PR #27752), from 0.16 `reasoning` alone (PR #33402); up to about 0.30 a limit beyond the context is refused
(PR #57035), later it is cut.
"""

from __future__ import annotations

import zlib
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

_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")


class Vllm(Dialect):
    """Refuses strictly, names the limit in its errors, `reasoning` beside `content`."""

    name = "vllm"
    lax_numbers = True
    version = "0.32.0"
    needs_json_type = True
    tokenizes = True
    strips = False
    max_stops = 4
    named_finish = "stop"
    no_content = None
    ranges = {
        "temperature": (0, 2), "top_p": (1e-9, 1), "max_tokens": (1, 2**31), "max_completion_tokens": (1, 2**31),
        "n": (1, 16384), "presence_penalty": (-2, 2), "frequency_penalty": (-2, 2), "top_logprobs": (0, 20),
        "min_p": (0, 1), "repetition_penalty": (1e-9, 10),
    }  # fmt: skip

    @property
    def age(self) -> tuple[int, ...]:
        """The version as numbers."""
        return tuple(int(part) for part in self.version.split(".")[:3] if part.isdigit())

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the reasoning field."""
        if self.age < (0, 11, 1):
            return ("reasoning_content",)
        return ("reasoning", "reasoning_content") if self.age < (0, 16) else ("reasoning",)

    # --- errors ----------------------------------------------------------------------------------

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """Nested since 0.10.1, flat before; the 401 is a bare string."""
        if refusal.status == 401:
            return {"error": "Unauthorized"}
        kinds = {404: "NotFoundError", 500: "InternalServerError", 503: "ServiceUnavailableError"}
        said = {
            "message": refusal.message, "type": refusal.type or kinds.get(refusal.status, "BadRequestError"),
            "param": refusal.param, "code": refusal.status,
        }  # fmt: skip
        return {"error": said} if self.age > (0, 10, 0) else {"object": "error", **said}

    def guards(self, path: str) -> bool:
        """Only the API's prefixes are guarded (authenticate.py)."""
        return path.startswith(("/v1", "/v2", "/inference", "/cohere"))

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """Pydantic's words for types, vLLM's own for ranges."""
        if problem == "json":
            at = f"'loc': ('body', 0), 'msg': 'JSON decode error', 'input': {{}}, 'ctx': {{'error': {value!r}}}"
            return Refusal(400, f"[{{'type': 'json_invalid', {at}}}]", "Bad Request")
        if problem == "missing":
            at = f"'loc': ('body', '{field}'), 'msg': 'Field required', 'input': {{}}"
            return Refusal(400, f"[{{'type': 'missing', {at}}}]", "Bad Request", param=f"body.{field}")
        if problem == "range":
            return Refusal(400, self._range(field, value), param=field)
        if field == "top_logprobs":
            return Refusal(400, f"Invalid value for '{field}': {value}", param=field)
        kind = problem.removeprefix("type:")
        return Refusal(
            400, f"[{{'type': '{kind}_type', 'loc': ('body', '{field}'), 'msg': 'Input should be a valid {kind}', "
            f"'input': {value!r}}}]", "Bad Request", param=f"body.{field}",
        )  # fmt: skip

    def _range(self, field: str, value: Any) -> str:
        if field in ("max_tokens", "max_completion_tokens"):
            return f"max_tokens must be at least 1, got {value}."
        if field == "top_logprobs":
            return f"Requested sample logprobs of {value}, which is greater than max allowed: 20"
        if field == "stop":
            return f"Too many stop strings: {value} (at most 4)."
        low, high = self.ranges[field]
        if field == "n":
            return f"n must be at least 1, got {value}."
        shown = f"(0, {high:g}]" if 0 < low < 1 else f"[{low:g}, {high:g}]"
        return f"{field} must be in {shown}, got {value}."

    def unknown_model(self, wanted: str) -> Refusal:
        """The recent version lists the names that it knows."""
        aliases = f" Valid aliases: {', '.join(self.models)}." if self.age >= (0, 32) and self.models else ""
        return Refusal(404, f"The model `{wanted}` does not exist.{aliases}", param="model" if aliases else None)

    # --- pages -----------------------------------------------------------------------------------

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """`/health` is an empty 200 unless the engine is known to be dead."""
        version = msgspec.json.encode({"version": self.version})
        health = 503 if self.setup.dead else 200
        return {
            "/health": lambda call: (health, "", b""),
            "/ping": lambda call: (health, "", b""),
            "/version": lambda call: (200, "application/json", version),
            "/load": lambda call: (200, "application/json", b'{"server_load":0}'),
            "/openapi.json": lambda call: (200, "application/json", b'{"openapi":"3.1.0","info":{"title":"FastAPI"}}'),
        }

    def card(self, model: str) -> dict[str, Any]:
        """A model card; an adapter's names its parent and has no length."""
        adapter = model in self.setup.adapters
        permission = {
            "id": f"modelperm-{zlib.crc32(model.encode()):032x}", "object": "model_permission", "created": 1700000000,
            "allow_create_engine": False, "allow_sampling": True, "allow_logprobs": True,
            "allow_search_indices": False, "allow_view": True, "allow_fine_tuning": False, "organization": "*",
            "group": None, "is_blocking": False,
        }  # fmt: skip
        return {
            "id": model, "object": "model", "created": 1700000000, "owned_by": "vllm", "root": model,
            "parent": self.models[0] if adapter and self.models else None,
            "max_model_len": None if adapter else self.setup.context, "permission": [permission],
        }  # fmt: skip

    # --- the request -----------------------------------------------------------------------------

    def check(self, body: dict[str, Any]) -> None:
        """Validators of ChatCompletionRequest and SamplingParams."""
        if body.get("stream_options") is not None and not body.get("stream"):
            raise Refusal(400, "Stream options can only be defined when `stream=True`.", "Bad Request")
        if body.get("top_logprobs") and body.get("logprobs") is not True and "messages" in body:
            raise Refusal(400, "when using `top_logprobs`, `logprobs` must be set to true.", param="top_logprobs")
        if (body.get("n") or 1) > 1 and body.get("temperature") == 0:
            raise Refusal(400, f"n must be 1 when using greedy sampling, got {body['n']}.", param="n")
        if body.get("tools") == []:
            raise Refusal(400, "`tools` must not be an empty array", "Bad Request", param="tools")
        if body.get("reasoning_effort") is not None and body["reasoning_effort"] not in _EFFORTS:
            raise self.invalid("reasoning_effort", "value", body["reasoning_effort"])
        choice = body.get("tool_choice")
        if choice not in (None, "none") and not body.get("tools"):
            raise Refusal(400, "When using `tool_choice`, `tools` must be set.", "Bad Request", param="tool_choice")
        for key in body.get("logit_bias") or {}:
            if not str(key).isdigit() or int(key) >= 151936:
                raise Refusal(400, f"token_id(s) [{key}] in logit_bias contain out-of-vocab token ids. "
                              "Vocabulary size: 151936", param="logit_bias")  # fmt: skip
        if body.get("chat_template"):
            raise Refusal(400, "Chat template is passed with request, but --trust-request-chat-template is not set. "
                          "Refused request with untrusted chat template.")  # fmt: skip
        if not self.setup.template and "messages" in body:
            raise Refusal(400, "As of transformers v4.44, default chat template is no longer allowed, so you must "
                          "provide a chat template if the tokenizer does not define one.")  # fmt: skip

    def thinking(self, body: dict[str, Any]) -> bool:
        """`reasoning_effort` goes to the template too: `none` turns thinking off."""
        kwargs = body.get("chat_template_kwargs")
        if isinstance(kwargs, dict) and "enable_thinking" in kwargs:
            return bool(kwargs["enable_thinking"])
        return self.age < (0, 20) or body.get("reasoning_effort") != "none"

    def tools_wanted(self, body: dict[str, Any]) -> bool:
        """Without the two flags, tools are refused."""
        choice = body.get("tool_choice") or "auto"
        parser = self.setup.tool_parser
        if choice == "auto" and (parser is None or not self.setup.auto_tools):
            raise Refusal(400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set')
        if parser is None:
            said = choice if isinstance(choice, str) else "named"
            raise Refusal(400, f'tool_choice="{said}" requires --tool-call-parser to be set')
        if isinstance(choice, dict):
            names = [tool.get("function", {}).get("name") for tool in body["tools"] if isinstance(tool, dict)]
            if choice.get("function", {}).get("name") not in names:
                raise Refusal(400, "The tool specified in `tool_choice` does not match any of the specified `tools`",
                              "Bad Request", param="tool_choice")  # fmt: skip
        return True

    def fit(self, job: Job, limit: int | None, count: Callable[[Prompt], int]) -> int:
        """Prompt and limit against the context, as get_max_tokens does."""
        context, prompt = self.setup.context, job.prompt_tokens
        if limit is not None and limit > context:
            raise Refusal(400, f"max_tokens={limit} cannot be greater than max_model_len={context}. Please request "
                f"fewer "
                          "output tokens.", param="max_tokens")  # fmt: skip
        if prompt >= context:
            raise self.too_long(job)
        if self.age < (0, 31) and limit is not None and prompt + limit > context:
            raise Refusal(
                400, f"This model's maximum context length is {context} tokens. However, you requested {limit} output "
                f"tokens and your prompt contains at least {prompt} input tokens, for a total of at least "
                f"{prompt + limit} tokens. Please reduce the length of the input prompt or the number of requested "
                "output tokens.", param="input_tokens",
            )  # fmt: skip
        room = context - prompt
        return min(room, limit if limit is not None else self.setup.default_max_tokens or room)

    def too_long(self, job: Job) -> Refusal:
        """Names the context and the prompt."""
        return Refusal(
            400, f"This model's maximum context length is {self.setup.context} tokens. However, your prompt contains "
                f"at "
            f"least {job.prompt_tokens} input tokens. Please reduce the length of the input prompt.",
            param="input_tokens",
        )  # fmt: skip

    # --- the answer ------------------------------------------------------------------------------

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """A client's `X-Request-Id` becomes the id."""
        given = call.header("x-request-id")
        return f"{'chatcmpl' if chat else 'cmpl'}-{given or f'{rng.getrandbits(128):032x}'}"

    def call_id(self, rng: Random, name: str, index: int) -> str:
        """`chatcmpl-tool-…`."""
        return f"chatcmpl-tool-{rng.getrandbits(128):032x}"

    def fingerprint(self) -> dict[str, Any]:
        """Recent versions tell their version in every answer."""
        return {"system_fingerprint": f"vllm-{self.version}-0ab1c2d3"} if self.age >= (0, 30) else {}

    def message(self, said: Said, job: Job) -> dict[str, Any]:
        """Many null fields; `tool_calls` is absent when empty since about 0.30, else an empty list."""
        out: dict[str, Any] = {
            "role": "assistant", "content": said.content or None, "refusal": None, "annotations": None, "audio": None,
            "function_call": None,
        }  # fmt: skip
        if said.calls or self.age < (0, 30):
            out["tool_calls"] = said.calls
        shown = said.reasoning if said.reasoning and not job.hide_reasoning else None
        out.update(dict.fromkeys(self.fields, shown))
        return out

    def choice(self, said: Said, job: Job) -> dict[str, Any]:
        """`stop_reason` names the stop string."""
        extra = {"stop_reason": said.stop}
        if job.chat:
            extra["token_ids"] = None
        return {**super().choice(said, job), **extra}

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """Details are null unless flags ask for them."""
        out = {**super().usage(counts, job), "prompt_tokens_details": None}
        if job.parser and self.age >= (0, 30):
            out["completion_tokens_details"] = {"reasoning_tokens": counts.reasoning}
        return out

    def whole(self, job: Job, said: list[Said], counts: Counts) -> dict[str, Any]:
        """With fields of its own at the end."""
        return {**super().whole(job, said, counts), "prompt_logprobs": None, "kv_transfer_params": None}

    def delta(self, delta: Delta, job: Job, call_id: str) -> dict[str, Any]:
        """The reasoning has the version's field names."""
        if delta.kind is Kind.REASONING:
            return dict.fromkeys(self.fields, delta.text)
        return super().delta(delta, job, call_id)

    def ending(self, said: Said, delta: dict[str, Any]) -> dict[str, Any]:
        """With the stop string that was met."""
        return {**super().ending(said, delta), "stop_reason": said.stop}
