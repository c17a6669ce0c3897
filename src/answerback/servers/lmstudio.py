"""LM Studio's local server (closed source: known from its documents and issues)."""

from __future__ import annotations

from answerback.facts import HealthRoute
from answerback.server import Clues, Loading, Server, Sighting
from answerback.values.result import Confidence
from answerback.values.text import Text


class LmStudio(Server):
    """Answers 200 to any path (lmstudio-bug-tracker#618, #1323): status codes of pages mean nothing here."""

    name = "lmstudio"
    title = "LM Studio"
    ports = (1234,)
    processes = ("LM Studio", "lm-studio", "lms server", ".lmstudio")
    looks_at = ("/api/v0/models",)
    health = "/api/v0/models"
    start = "lms server start --port {port}"
    # https://lmstudio.ai/docs/developer/rest
    harmful = (
        "/api/v1/models/load",
        "/api/v1/models/unload",
        "/api/v1/models/download",
    )
    health_routes = (
        HealthRoute(
            "/api/v0/models",
            Text(
                en="lists models with their state; one that is not loaded is loaded by the first request",
                zh="列出模型及其状态；未加载的模型会在首次请求时加载",
            ),
        ),
    )
    # https://lmstudio.ai/docs/cli/server-start and /docs/developer/core/server/settings
    flags = {
        "host": "Developer > Server Settings > Serve on Local Network",
        "port": "lms server start --port 1234",
        "api_key": "Developer > Server Settings > Require Authentication",
        "model_name": "lms load MODEL --identifier NAME",
        "context": "lms load MODEL --context-length 32768",
        "cors": "lms server start --cors",
        "reasoning": "Developer > When applicable, separate reasoning_content and content",
        "load": "lms load MODEL",
    }
    accepts_any_model = True  # with one model loaded, whatever the name (lmstudio-bug-tracker#619)
    probing_loads_models = True
    loads_on_demand = True
    while_loading = Loading.BLOCKS
    reasoning_fields = ("reasoning_content", "reasoning")
    thoughts_inline = True  # until the developer setting that separates `reasoning_content` is on

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """Its words for an unknown path, or its own model list."""
        if "Unexpected endpoint or method" in clues.control_text:
            return Sighting(Confidence.CERTAIN)
        data = clues.page("/api/v0/models").get("data")
        if isinstance(data, list) and any(isinstance(card, dict) and "compatibility_type" in card for card in data):
            return Sighting(Confidence.CERTAIN)
        if clues.owned_by("organization_owner"):
            return Sighting(Confidence.LIKELY)
        return None
