"""The shape of a dialect: everything in which products differ on the wire. One file each under `dialects/`.

The base class speaks what all of them have in common. A product overrides what it does differently; where its source
was read, the source stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, ClassVar

from answerback.sim.brain import Prompt, Token
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts, Said
from answerback.sim.setup import Setup
from answerback.sim.split import Delta, Kind
from answerback.sim.stage import Call

Page = tuple[int, str, bytes]
"""Status, content type and body."""


class Dialect:
    """One product's way to speak the protocol, for one service."""

    name: ClassVar[str] = ""
    version: str = ""
    served: ClassVar[tuple[str, ...]] = ("Qwen/Qwen3-0.6B",)
    prefix: ClassVar[str] = "/v1"
    headers: ClassVar[tuple[tuple[str, str], ...]] = (("server", "uvicorn"),)
    any_model: ClassVar[bool] = False
    """Any model name is served."""
    echoes_model: ClassVar[bool] = True
    """The answer names the model as the request did."""
    thinks: ClassVar[bool] = True
    """The usual model can think."""
    reasoning_fields: ClassVar[tuple[str, ...]] = ("reasoning_content",)
    tags_without_parser: ClassVar[bool] = True
    strips: ClassVar[bool] = True
    """Line breaks around the reasoning are left out."""
    heeds: ClassVar[frozenset[str] | None] = None
    """The request fields that have an effect; None: all. Others are dropped without a word."""
    origin: ClassVar[str] = "*"
    """What is answered to browsers as the allowed origin; `@`: the one that asked; empty: none."""
    tokenizes: ClassVar[bool] = False
    """There are `/tokenize` and `/detokenize`."""
    json_type: ClassVar[str] = "application/json"
    stream_type: ClassVar[str] = "text/event-stream; charset=utf-8"
    lax_numbers: ClassVar[bool] = False
    """A number in quotes passes for a number (pydantic's lax mode)."""
    needs_json_type: ClassVar[bool] = False
    default_max_tokens: ClassVar[int | None] = None
    ranges: ClassVar[Mapping[str, tuple[float, float]]] = {}
    """Field: lowest and highest value that is let in."""
    max_stops: ClassVar[int | None] = None
    whole_calls: ClassVar[bool] = False
    """Tool calls are streamed whole, not in pieces of their arguments."""
    sends_done: ClassVar[bool] = True
    role_in_each: ClassVar[bool] = False
    """Every delta carries the role, and no chunk carries the role alone."""
    finish_alone: ClassVar[bool] = True
    """The finish_reason comes in a chunk of its own."""
    usage_unasked: ClassVar[bool] = False
    usage_in_finish: ClassVar[bool] = False
    named_finish: ClassVar[str] = "tool_calls"
    first_delta: ClassVar[dict[str, Any]] = {"role": "assistant", "content": ""}
    last_delta: ClassVar[dict[str, Any]] = {}
    no_content: ClassVar[Any] = ""
    """What stands for content that is not there."""
    prelude: ClassVar[bytes] = b""
    """Bytes before the first event of a stream (keep-alive comments)."""
    before_whole: ClassVar[bytes] = b""
    """Bytes before a whole answer's JSON (blank lines that keep a connection alive)."""
    error_type: ClassVar[str] = "invalid_request_error"

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.models = setup.models if setup.models is not None else self.served
        if setup.version:
            self.version = setup.version
        self.path = setup.prefix if setup.prefix is not None else self.prefix

    # --- errors ----------------------------------------------------------------------------------

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """Return the body of an error."""
        code = refusal.code
        return {"error": {
            "message": refusal.message, "type": refusal.type or self.error_type, "param": refusal.param, "code": code,
        }}  # fmt: skip

    def unauthorized(self, *, given: bool) -> Refusal:
        """The key is missing or wrong."""
        return Refusal(401, "Incorrect API key provided." if given else "You didn't provide an API key.",
                       code="invalid_api_key")  # fmt: skip

    def guards(self, path: str) -> bool:
        """Whether a path needs the key."""
        return path.startswith(self.path)

    def keys(self, call: Call) -> tuple[str, ...]:
        """Return the keys that a request carries."""
        scheme, _, key = call.header("authorization").partition(" ")
        return (key.strip(),) if scheme.lower() == "bearer" and key else ()

    def not_found(self, call: Call) -> Page:
        """The answer to an unknown path (FastAPI's)."""
        return 404, "application/json", b'{"detail":"Not Found"}'

    def other(self, call: Call) -> Page:
        """The answer to whatever is not part of the API: an unknown path, usually."""
        return self.not_found(call)

    def wrong_method(self, call: Call) -> Page:
        """The answer to a wrong method (FastAPI's)."""
        return 405, "application/json", b'{"detail":"Method Not Allowed"}'

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """A field that does not pass: `missing`, `type:integer`, `range`, `value`, or `json` for the whole body."""
        if problem == "json":
            return Refusal(400, "We could not parse the JSON body of your request.")
        if problem == "missing":
            return Refusal(
                400, f"Missing required parameter: '{field}'.", param=field, code="missing_required_parameter"
            )
        return Refusal(400, f"Invalid value for '{field}': {value!r} ({problem}).", param=field, code="invalid_value")

    def loading(self) -> Refusal | None:
        """What is answered while the model is being loaded; None: nothing listens yet."""
        return None

    # --- pages and models ------------------------------------------------------------------------

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """GET paths of this product beside the API's."""
        return {"/health": lambda call: (200, "application/json", b"")}

    def card(self, model: str) -> dict[str, Any]:
        """Return one entry of the list of models."""
        return {"id": model, "object": "model", "created": 1700000000, "owned_by": "system"}

    def listing(self) -> dict[str, Any]:
        """Return the list of models."""
        return {"object": "list", "data": [self.card(m) for m in (*self.models, *self.setup.adapters)]}

    def pick(self, wanted: Any) -> str:
        """Return the name that the answer carries, or refuse the model."""
        known = (*self.models, *self.setup.adapters)
        if wanted is None and known:
            return known[0]
        if wanted in known or (self.any_model and known):
            return str(wanted) if self.echoes_model else known[0]
        raise self.unknown_model(str(wanted))

    def unknown_model(self, wanted: str) -> Refusal:
        """The model is not served."""
        return Refusal(404, f"The model `{wanted}` does not exist.", code="model_not_found", param="model")

    # --- the request -----------------------------------------------------------------------------

    def check(self, body: dict[str, Any]) -> None:
        """Refuse what only this product refuses; runs after the fields' types were checked."""

    def thinking(self, body: dict[str, Any]) -> bool:
        """Whether the request lets the model think, by the switches that this product honours."""
        kwargs = body.get("chat_template_kwargs")
        if isinstance(kwargs, dict) and "enable_thinking" in kwargs:
            return bool(kwargs["enable_thinking"])
        return True

    def limit(self, body: dict[str, Any]) -> int | None:
        """Return the limit of completion tokens that the request names."""
        value = body.get("max_completion_tokens")
        return value if value is not None else body.get("max_tokens")

    def fit(self, job: Job, limit: int | None, count: Callable[[Prompt], int]) -> int:
        """Return the completion tokens that are left in the context, or refuse (or shorten the job's prompt)."""
        room = self.setup.context - job.prompt_tokens
        if room <= 0:
            raise self.too_long(job)
        default = self.setup.default_max_tokens or self.default_max_tokens
        return min(room, limit if limit is not None else default if default is not None else room)

    def too_long(self, job: Job) -> Refusal:
        """The prompt does not fit into the context."""
        return Refusal(
            400, f"This model's maximum context length is {self.setup.context} tokens. However, your messages resulted "
            f"in {job.prompt_tokens} tokens.", param="messages", code="context_length_exceeded",
        )  # fmt: skip

    def no_vision(self) -> Refusal | None:
        """What is answered to an image when the model cannot see; None: it is left out silently."""
        return Refusal(400, f"{self.models[0] if self.models else 'The model'} is not a multimodal model")

    def tools_wanted(self, body: dict[str, Any]) -> bool:
        """Whether tool calls are parsed out of the answer to this request; may refuse."""
        return self.setup.tool_parser is not None

    # --- the answer ------------------------------------------------------------------------------

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """Return the id of an answer."""
        return f"{'chatcmpl' if chat else 'cmpl'}-{rng.getrandbits(128):032x}"

    def call_id(self, rng: Random, name: str, index: int) -> str:
        """Return the id of a tool call."""
        return f"call_{rng.getrandbits(96):024x}"

    def fingerprint(self) -> dict[str, Any]:
        """Return fields that every answer and chunk carries."""
        return {}

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the reasoning field, which may depend on the version."""
        return self.reasoning_fields

    def message(self, said: Said, job: Job) -> dict[str, Any]:
        """Return the message of a whole answer."""
        out: dict[str, Any] = {"role": "assistant", "content": said.content or self.no_content}
        if said.reasoning and not job.hide_reasoning:
            out.update(dict.fromkeys(self.fields, said.reasoning))
        if said.calls:
            out["tool_calls"] = said.calls
        return out

    def choice(self, said: Said, job: Job) -> dict[str, Any]:
        """Return one choice of a whole answer."""
        if not job.chat:
            return {"index": said.index, "text": said.content, "logprobs": None, "finish_reason": said.finish}
        logprobs = {"content": said.logprobs} if said.logprobs is not None else None
        return {
            "index": said.index, "message": self.message(said, job), "logprobs": logprobs, "finish_reason": said.finish,
        }  # fmt: skip

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """Return the usage report."""
        return {
            "prompt_tokens": counts.prompt, "completion_tokens": counts.completion,
            "total_tokens": counts.prompt + counts.completion,
        }  # fmt: skip

    def logprob(self, token: Token) -> dict[str, Any]:
        """Return a token with its logprob."""
        return {"token": token.text, "logprob": token.logprob, "bytes": list(token.raw or token.text.encode())}

    def whole(self, job: Job, said: list[Said], counts: Counts) -> dict[str, Any]:
        """Return a whole answer."""
        kind = "chat.completion" if job.chat else "text_completion"
        return {
            "id": job.id, "object": kind, "created": job.created, "model": job.model, **self.fingerprint(),
            "choices": [self.choice(one, job) for one in said], "usage": self.usage(counts, job),
        }  # fmt: skip

    def opening(self, job: Job) -> list[dict[str, Any]]:
        """Return chunks that come before the first choice's."""
        return []

    def delta(self, delta: Delta, job: Job, call_id: str) -> dict[str, Any]:
        """Return the delta of a chunk."""
        if delta.kind is Kind.REASONING:
            return dict.fromkeys(self.fields, delta.text)
        if delta.kind is Kind.CONTENT:
            return {"content": delta.text}
        if delta.kind is Kind.CALL:
            head = {"name": delta.text, "arguments": ""}
            return {"tool_calls": [{"index": delta.call, "id": call_id, "type": "function", "function": head}]}
        return {"tool_calls": [{"index": delta.call, "function": {"arguments": delta.text}}]}

    def chunk(self, job: Job, choices: list[dict[str, Any]], usage: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return a chunk; `usage` only where it is reported."""
        kind = "chat.completion.chunk" if job.chat else "text_completion"
        out = {
            "id": job.id, "object": kind, "created": job.created, "model": job.model, **self.fingerprint(),
            "choices": choices,
        }  # fmt: skip
        if usage is not None:
            out["usage"] = usage
        return out

    def piece(self, index: int, delta: dict[str, Any], logprobs: list[dict[str, Any]] | None) -> dict[str, Any]:
        """Return one choice of a chunk that carries a delta."""
        return {
            "index": index, "delta": delta, "logprobs": {"content": logprobs} if logprobs is not None else None,
            "finish_reason": None,
        }  # fmt: skip

    def ending(self, said: Said, delta: dict[str, Any]) -> dict[str, Any]:
        """Return one choice of the chunk that carries the finish_reason."""
        return {"index": said.index, "delta": delta, "logprobs": None, "finish_reason": said.finish}
