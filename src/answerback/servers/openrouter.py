"""OpenRouter (https://openrouter.ai/docs): a gateway; an error may come in a body with HTTP 200."""

from __future__ import annotations

from answerback.server import Vendor


class OpenRouter(Vendor):
    """Keep-alives are `: OPENROUTER PROCESSING` comments; `native_finish_reason` tells the backend's own."""

    name = "openrouter"
    title = "OpenRouter"
    hosts = ("openrouter.ai",)
    card_fields = frozenset({"pricing", "supported_parameters"})
    prefix = "/api/v1"
    astray = ("openrouter",)
    gateway = True
    lists_openly = True
    reasoning_fields = ("reasoning", "reasoning_content")
    finish_reasons = frozenset({"error"})
    flags = {
        "fallbacks": '"provider": {"allow_fallbacks": false}',
        "drop_params": '"provider": {"require_parameters": true}',
        "compression": '"transforms": []',
    }
