"""DeepSeek's API (api-docs.deepseek.com)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from answerback.sim.dialect import Dialect, Page
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts
from answerback.sim.stage import Call


class DeepSeek(Dialect):
    """Keep-alive comments and blank lines, cache counts, thinking by model or by `thinking.type`."""

    name = "deepseek"
    served = ("deepseek-chat", "deepseek-reasoner")
    headers = (("server", "CloudFront"), ("x-ds-trace-id", "d1c3a55e0c0f4f6c"))
    prelude = b": keep-alive\n\n"
    before_whole = b"\n\n\n"
    usage_in_finish = True
    usage_unasked = True
    last_delta = {"content": ""}
    default_max_tokens = 4096
    ranges = {"temperature": (0, 2), "top_p": (1e-9, 1), "max_tokens": (1, 65536), "top_logprobs": (0, 20)}

    def unauthorized(self, *, given: bool) -> Refusal:
        """Two sentences."""
        said = "Authentication Fails, Your api key: ****-key is invalid" if given else "Authentication Fails (governor)"
        return Refusal(401, said, "authentication_error", code="invalid_request_error")

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """Serde's words."""
        if problem == "missing":
            return Refusal(400, f"Failed to deserialize the JSON body into the target type: missing field `{field}`",
                           code="invalid_request_error")  # fmt: skip
        if problem == "json":
            return Refusal(400, "Failed to parse the request body as JSON", code="invalid_request_error")
        return Refusal(400, f"Failed to deserialize the JSON body into the target type: {field}: {problem}",
                       code="invalid_request_error")  # fmt: skip

    def unknown_model(self, wanted: str) -> Refusal:
        """Three words."""
        return Refusal(400, "Model Not Exist", code="invalid_request_error")

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """None."""
        return {}

    def card(self, model: str) -> dict[str, Any]:
        """Few fields."""
        return {"id": model, "object": "model", "owned_by": "deepseek"}

    def thinking(self, body: dict[str, Any]) -> bool:
        """The reasoner thinks, the chat model when told to."""
        wish = body.get("thinking")
        if isinstance(wish, dict) and wish.get("type") in ("enabled", "disabled"):
            return bool(wish["type"] == "enabled")
        return body.get("model") == "deepseek-reasoner"

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """A uuid."""
        value = f"{rng.getrandbits(128):032x}"
        return "-".join((value[:8], value[8:12], value[12:16], value[16:20], value[20:]))

    def fingerprint(self) -> dict[str, Any]:
        """Constant."""
        return {"system_fingerprint": "fp_ffc7281d48_prod0820_fp8_kvcache"}

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """With cache hits and misses."""
        out = {
            **super().usage(counts, job), "prompt_tokens_details": {"cached_tokens": counts.cached},
            "prompt_cache_hit_tokens": counts.cached, "prompt_cache_miss_tokens": counts.prompt - counts.cached,
        }  # fmt: skip
        if counts.reasoning:
            out["completion_tokens_details"] = {"reasoning_tokens": counts.reasoning}
        return out
