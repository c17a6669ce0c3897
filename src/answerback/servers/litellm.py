"""LiteLLM's proxy (source read: 1.109.1): a gateway; what it answers may be its backend's."""

from __future__ import annotations

from answerback.facts import HealthRoute
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence
from answerback.values.text import Text


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
    # litellm/proxy/health_endpoints and /management_endpoints; /health calls every model
    harmful = (
        "/health",
        "/health/test_connection",
        "/model/new",
        "/model/update",
        "/model/delete",
        "/key/",
        "/user/",
        "/team/",
        "/cache/flushall",
        "/cache/delete",
        "/config/update",
    )
    health_routes = (
        HealthRoute(
            "/health/liveliness",
            Text(
                en="the gateway's process lives; nothing about the services behind it",
                zh="网关进程存活；不反映其后端服务",
            ),
        ),
        HealthRoute(
            "/health/readiness", Text(en="the gateway's database, if it has one", zh="网关的数据库（如有）是否可用")
        ),
        HealthRoute(
            "/health",
            Text(
                en="calls every configured model for real, at its price:"
                " never ask it to learn whether the gateway lives",
                zh="会真实调用每个已配置的模型并产生费用：不要用它探活",
            ),
            generates=True,
        ),
    )
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
