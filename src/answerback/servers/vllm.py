"""vLLM (source read: 0.32.0 wheel, entrypoints/)."""

from __future__ import annotations

from answerback.server import Clues, Server, Sighting
from answerback.values.result import Confidence


class Vllm(Server):
    """`/health` returns 200 with an empty body unless the engine is flagged dead; a hung engine stays 200."""

    name = "vllm"
    title = "vLLM"
    ports = (8000,)
    processes = ("vllm serve", "vllm.entrypoints", "VLLM::")
    looks_at = ("/version",)
    health = "/health"
    start = "vllm serve {model} --host 0.0.0.0 --port {port}"

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """`owned_by: vllm` in the cards, or `/version` with a lone version."""
        version = clues.page("/version").get("version", "")
        if clues.owned_by("vllm"):
            return Sighting(Confidence.CERTAIN, str(version))
        if version and set(clues.page("/version")) == {"version"}:
            return Sighting(Confidence.POSSIBLE, str(version))
        return None
