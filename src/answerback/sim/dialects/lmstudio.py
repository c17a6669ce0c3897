"""LM Studio (closed source; seen in lmstudio-bug-tracker#618, #619, #1323, gitbutler#8706, OpenBiliClaw#12).

Reasoning is shown apart, as its settings allow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import msgspec

from answerback.sim.dialect import Dialect, Page
from answerback.sim.refusal import Refusal
from answerback.sim.stage import Call


class LmStudio(Dialect):
    """200 for any unknown path; JSON lists of its own under /api."""

    name = "lmstudio"
    version = "0.3.31"
    served = ("qwen/qwen3-0.6b",)
    headers = (("x-powered-by", "Express"),)
    echoes_model = False

    def error(self, refusal: Refusal, *, in_stream: bool = False) -> Any:
        """A string for what is missing, else an object."""
        if refusal.code == "string":
            return {"error": refusal.message}
        return super().error(refusal, in_stream=in_stream)

    def guards(self, path: str) -> bool:
        """There are no keys."""
        return False

    def not_found(self, call: Call) -> Page:
        """HTTP 200 with an error in it."""
        said = {"error": f"Unexpected endpoint or method. ({call.method} {call.path})"}
        return 200, "application/json; charset=utf-8", msgspec.json.encode(said)

    def wrong_method(self, call: Call) -> Page:
        """The same."""
        return self.not_found(call)

    def invalid(self, field: str, problem: str, value: Any = None) -> Refusal:
        """Short strings."""
        if problem == "missing":
            return Refusal(400, f"'{field}' field is required", code="string")
        return Refusal(400, f"Invalid '{field}': {problem}", code="string")

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """Its own model lists."""
        facts = {
            "object": "model", "type": "llm", "publisher": "qwen", "arch": "qwen3", "compatibility_type": "gguf",
            "quantization": "Q8_0", "state": "loaded", "max_context_length": self.setup.context,
        }  # fmt: skip
        cards = [{"id": model, **facts} for model in self.models]
        old = msgspec.json.encode({"object": "list", "data": cards})
        new = msgspec.json.encode(
            {"models": [{"key": m, "type": "llm", "loaded_instances": [{"id": m}]} for m in self.models]}
        )
        return {
            "/api/v0/models": lambda call: (200, "application/json; charset=utf-8", old),
            "/api/v1/models": lambda call: (200, "application/json; charset=utf-8", new),
        }

    def pick(self, wanted: Any) -> str:
        """With one model loaded, any name is served by it (#619)."""
        return self.models[0] if len(self.models) == 1 else super().pick(wanted)

    def unknown_model(self, wanted: str) -> Refusal:
        """With several loaded, the name must be one of them (gitbutler#8706)."""
        known = "\n".join(self.models)
        return Refusal(
            404,
            f'Model "{wanted}" not found. Please specify a valid model.\n\nYour models:\n\n{known}',
            param="model",
            code="model_not_found",
        )

    def check(self, body: dict[str, Any]) -> None:
        """`json_object` is refused (OpenBiliClaw#12)."""
        form = body.get("response_format")
        if isinstance(form, dict) and form.get("type") not in ("json_schema", "text"):
            raise Refusal(400, "'response_format.type' must be 'json_schema' or 'text'", code="string")

    def card(self, model: str) -> dict[str, Any]:
        """Few fields."""
        return {"id": model, "object": "model", "owned_by": "organization_owner"}

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """Twenty characters."""
        return f"{'chatcmpl' if chat else 'cmpl'}-" + "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=20))

    def call_id(self, rng: Random, name: str, index: int) -> str:
        """Nine digits."""
        return str(rng.randrange(10**8, 10**9))

    def fingerprint(self) -> dict[str, Any]:
        """The model's id."""
        return {"system_fingerprint": self.models[0] if self.models else ""}
