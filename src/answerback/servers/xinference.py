"""Xinference (source read: 3.2.0)."""

from __future__ import annotations

from answerback.facts import HealthRoute
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence
from answerback.values.text import Text


class Xinference(Server):
    """`/status` says that the supervisor runs; a model that is being launched answers 503 with Retry-After."""

    name = "xinference"
    title = "Xinference"
    ports = (9997,)
    processes = ("xinference-local", "xinference-supervisor", "xinference-worker")
    looks_at = ("/v1/cluster/version",)
    owner = "xinference"
    says_not_found = "Not Found"
    health = "/status"
    start = "xinference-local --host 0.0.0.0 --port {port}"
    # xinference/api/restful_api.py: posting to /v1/models launches one
    harmful = (
        "POST /v1/models",
        "DELETE /v1/models/",
        "/v1/models/instance",
        "DELETE /v1/cache/models",
    )
    health_routes = (
        HealthRoute(
            "/status", Text(en="the supervisor runs; nothing about a model", zh="supervisor 在运行；不反映模型")
        ),
    )
    # https://inference.readthedocs.io/en/latest/getting_started/using_xinference.html
    flags = {
        "host": "--host 0.0.0.0",
        "port": "--port 9997",
        "api_key": "--auth-config FILE.json",
        "model_name": "xinference launch --model-uid NAME",
        "context": "xinference launch --max_model_len 32768",
        "reasoning": "xinference launch --reasoning_content true",
        "launch": "xinference launch --model-name NAME --model-engine vllm",
    }
    probing_loads_models = False
    while_loading = Loading.UNAVAILABLE
    reasoning_fields = ("reasoning_content",)
    thinking_switches = {
        "extra_body": Treatment.HONOURED,
        "enable_thinking": Treatment.HONOURED,
        "chat_template_kwargs": Treatment.HONOURED,
    }
    ignores = frozenset({"n"})

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """`owned_by: xinference` in the cards, or the cluster's version."""
        page = clues.page("/v1/cluster/version")
        version = str(page.get("version", ""))
        if clues.owned_by(cls.owner):
            return Sighting(Confidence.CERTAIN, version)
        if version and "full-revisionid" in page:
            return Sighting(Confidence.CERTAIN, version)
        return None
