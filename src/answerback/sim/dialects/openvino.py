"""Answerback's own embedded service (`answerback up`): vLLM's manners, and what openvino-genai can do.

It differs from vLLM where the engine does (no logit_bias, the chosen token's logprob alone) and where nothing stands
in the way (several greedy choices, tools without flags).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from answerback import __version__
from answerback.sim.dialect import Page
from answerback.sim.dialects.vllm import Vllm
from answerback.sim.refusal import Refusal
from answerback.sim.stage import Call


class OpenVino(Vllm):
    """Cards are owned by `answerback`; the reasoning has both of vLLM's names."""

    name = "openvino"
    version = __version__
    named_finish = "tool_calls"
    max_stops = 16

    @property
    def age(self) -> tuple[int, ...]:
        """The version of vLLM whose shapes are spoken."""
        return (0, 15, 0)

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """`/metrics` of the running service comes from its engine, not from here."""
        version = msgspec.json.encode({"version": self.version})
        health = 503 if self.setup.dead else 200
        return {
            "/health": lambda call: (health, "", b""),
            "/version": lambda call: (200, "application/json", version),
        }

    def card(self, model: str) -> dict[str, Any]:
        """A model card: its owner gives the service away."""
        return {**super().card(model), "owned_by": "answerback"}

    def check(self, body: dict[str, Any]) -> None:
        """Refuse clearly what the engine would ignore."""
        if body.get("logit_bias"):
            raise Refusal(400, "logit_bias is not supported by this engine (openvino-genai).", param="logit_bias")
        wanted = body.get("top_logprobs") if "messages" in body else body.get("logprobs")
        if isinstance(wanted, int) and not isinstance(wanted, bool) and wanted > 0:
            raise Refusal(
                400, "Alternatives are not available from this engine (openvino-genai): with logprobs, only the chosen "
                "token's own is returned.", param="top_logprobs" if "messages" in body else "logprobs",
            )  # fmt: skip
        super().check({name: value for name, value in body.items() if name != "n"})
