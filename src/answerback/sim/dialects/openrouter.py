"""OpenRouter (its API reference): a router over many providers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from answerback.sim.dialect import Dialect, Page
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts, Said
from answerback.sim.split import Delta, Kind
from answerback.sim.stage import Call


class OpenRouter(Dialect):
    """Comments while it waits, `reasoning` with details, numbers as error codes."""

    name = "openrouter"
    served = ("qwen/qwen3-0.6b",)
    prefix = "/api/v1"
    headers = (("server", "cloudflare"), ("cf-ray", "8c1f0a2b3c4d5e6f-FRA"))
    reasoning_fields = ("reasoning",)
    prelude = b": OPENROUTER PROCESSING\n\n"
    last_delta = {"role": "assistant", "content": ""}
    usage_unasked = True

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """The code is a number."""
        return {"error": {"message": refusal.message, "code": refusal.status}}

    def unauthorized(self, *, given: bool) -> Refusal:
        """Two sentences."""
        return Refusal(401, "User not found." if given else "No auth credentials found")

    def guards(self, path: str) -> bool:
        """The list of models is public."""
        return path.startswith(self.path) and path != f"{self.path}/models"

    def not_found(self, call: Call) -> Page:
        """The web site's page."""
        return 404, "text/html; charset=utf-8", b"<!DOCTYPE html><html><title>Not Found | OpenRouter</title></html>"

    def unknown_model(self, wanted: str) -> Refusal:
        """400."""
        return Refusal(400, f"{wanted} is not a valid model ID")

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """None."""
        return {}

    def card(self, model: str) -> dict[str, Any]:
        """Prices instead of an owner."""
        return {
            "id": model, "name": model, "created": 1700000000, "context_length": self.setup.context,
            "pricing": {"prompt": "0.00000005", "completion": "0.0000002"}, "supported_parameters": ["tools",
            "reasoning"],
        }  # fmt: skip

    def listing(self) -> dict[str, Any]:
        """Only `data`."""
        return {"data": [self.card(model) for model in self.models]}

    def thinking(self, body: dict[str, Any]) -> bool:
        """`reasoning.enabled`, or an effort of none."""
        reasoning = body.get("reasoning")
        if isinstance(reasoning, dict) and (reasoning.get("enabled") is False or reasoning.get("effort") == "none"):
            return False
        return body.get("reasoning_effort") != "none"

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """`gen-…`."""
        return f"gen-1700000000-{rng.getrandbits(80):020x}"

    def fingerprint(self) -> dict[str, Any]:
        """Who answered."""
        return {"provider": "Chutes"}

    def message(self, said: Said, job: Job) -> dict[str, Any]:
        """With details of the reasoning."""
        out = {**super().message(said, job), "refusal": None}
        out.setdefault("reasoning", None)
        if said.reasoning:
            out["reasoning_details"] = [{"type": "reasoning.text", "text": said.reasoning, "index": 0}]
        return out

    def delta(self, delta: Delta, job: Job, call_id: str) -> dict[str, Any]:
        """The role and an empty content come each time."""
        out = {"role": "assistant", "content": "", **super().delta(delta, job, call_id)}
        if delta.kind is Kind.REASONING:
            out["reasoning_details"] = [{"type": "reasoning.text", "text": delta.text, "index": 0}]
        return out

    def choice(self, said: Said, job: Job) -> dict[str, Any]:
        """With the provider's own word."""
        return {**super().choice(said, job), "native_finish_reason": said.finish}

    def ending(self, said: Said, delta: dict[str, Any]) -> dict[str, Any]:
        """With the provider's own word."""
        return {**super().ending(said, delta), "native_finish_reason": said.finish}

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """With its price."""
        return {
            **super().usage(counts, job), "cost": 0.00001, "is_byok": False,
            "completion_tokens_details": {"reasoning_tokens": counts.reasoning},
        }  # fmt: skip
