"""LiteLLM's proxy (source read: 1.109.1): a gateway; what it answers may be its backend's."""

from __future__ import annotations

from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence


class Litellm(Server):
    """`/health` calls every configured model for real; only `/health/liveliness` is harmless."""

    name = "litellm"
    title = "LiteLLM"
    ports = (4000,)
    processes = ("litellm --config", "litellm --model", "litellm/proxy", "bin/litellm")
    looks_at = ("/health/liveliness",)
    says_not_found = "Not Found"
    health = "/health/liveliness"
    start = "litellm --config config.yaml --host 0.0.0.0 --port {port}"
    harmful = ("/health",)
    gateway = True
    # https://docs.litellm.ai/docs/proxy/configs and /config_settings
    flags = {
        "host": "--host 0.0.0.0",
        "port": "--port 4000",
        "api_key": "general_settings.master_key",
        "model_name": "model_list[].model_name",
        "drop_params": "litellm_settings.drop_params: true",
        "read_timeout": "litellm_settings.request_timeout: 600",
        "reasoning": "litellm_params.merge_reasoning_content_in_choices: false",
        "retries": "router_settings.num_retries: 0",
        "fallbacks": "litellm_settings.fallbacks: []",
        "cache": "litellm_settings.cache: false",
        "parallel": "litellm_params.max_parallel_requests",
        "upstream": "litellm_params.api_base",
    }
    reasoning_fields = ("reasoning_content", "reasoning")
    thinking_switches = {"extra_body": Treatment.HONOURED}
    unique_ids = True
    while_loading = Loading.UNKNOWN
    open_routes = ("/health/liveliness", "/health/liveness", "/health/readiness", "/")

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """Its own headers, or its words on `/health/liveliness`."""
        version = clues.header("x-litellm-version")
        if version or clues.header("x-litellm-call-id"):
            return Sighting(Confidence.CERTAIN, version)
        if "I'm alive!" in clues.said("/health/liveliness"):
            return Sighting(Confidence.CERTAIN)
        return None
