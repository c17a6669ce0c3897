"""Xinference (3.2.0 read: api/restful_api.py), with a vLLM engine behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from answerback.sim.dialect import Dialect, Page
from answerback.sim.refusal import Refusal
from answerback.sim.stage import Call


class Xinference(Dialect):
    """`detail` errors; switches thinking at the top level and in a literal `extra_body`; drops `n`."""

    name = "xinference"
    lax_numbers = True
    version = "3.2.0"
    served = ("qwen3",)

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """FastAPI's; a bare string within a stream."""
        return {"error": refusal.message} if in_stream else {"detail": refusal.message}

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """FastAPI's list, as text."""
        return Refusal(400 if problem != "json" else 422, f"Invalid input. Please specify the {field}: {problem}")

    def unknown_model(self, wanted: str) -> Refusal:
        """400."""
        return Refusal(400, f"Model not found in the model list, uid: {wanted}")

    def loading(self) -> Refusal | None:
        """503 while the model is launched."""
        return Refusal(503, "Model is loading, please retry later", headers=(("retry-after", "30"),))

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """Cluster routes."""
        version = f'{{"version":"{self.version}","full-revisionid":"abc","dirty":false,"error":null}}'.encode()
        return {
            "/status": lambda call: (200, "application/json", b"{}"),
            f"{self.path}/cluster/version": lambda call: (200, "application/json", version),
            f"{self.path}/address": lambda call: (200, "application/json", b'"127.0.0.1:41234"'),
            "/": lambda call: (307, "text/plain", b""),
        }

    def card(self, model: str) -> dict[str, Any]:
        """With the model's specification."""
        return {
            "id": model, "object": "model", "created": 0, "owned_by": "xinference", "model_type": "LLM",
            "model_name": "qwen3", "model_format": "pytorch", "model_size_in_billions": "0_6",
            "model_ability": ["chat", "reasoning", "tools"], "context_length": self.setup.context,
        }  # fmt: skip

    def check(self, body: dict[str, Any]) -> None:
        """One answer only; no bias."""
        if body.get("logit_bias"):
            raise Refusal(501, "Not implemented: logit_bias")
        body.pop("n", None)

    def thinking(self, body: dict[str, Any]) -> bool:
        """Top level, template, or a literal `extra_body`."""
        for place in (body, body.get("chat_template_kwargs"), body.get("extra_body")):
            if isinstance(place, dict) and isinstance(place.get("enable_thinking"), bool):
                return bool(place["enable_thinking"])
        return True

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """A uuid behind the usual word."""
        return f"chat-{rng.getrandbits(128):032x}" if chat else f"{rng.getrandbits(128):032x}"
