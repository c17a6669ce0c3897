"""llama.cpp's llama-server (source read: b11434, tools/server)."""

from __future__ import annotations

from answerback.server import Clues, Server, Sighting
from answerback.values.result import Confidence


class LlamaCpp(Server):
    """`/health` answers 503 `Loading model` until the model is there; afterwards it tests no inference."""

    name = "llamacpp"
    title = "llama.cpp"
    ports = (8080,)
    processes = ("llama-server",)
    looks_at = ("/props",)
    health = "/health"
    start = "llama-server -m {model} --host 0.0.0.0 --port {port}"
    accepts_any_model = True

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """The `Server: llama.cpp` header, or `owned_by: llamacpp`."""
        build = str(clues.page("/props").get("build_info", ""))
        if clues.header("server") == "llama.cpp" or clues.owned_by("llamacpp"):
            return Sighting(Confidence.CERTAIN, build)
        return None
