"""Zhipu AI / Z.ai (https://docs.bigmodel.cn): the base ends in /api/paas/v4, not in /v1."""

from __future__ import annotations

from answerback.server import Treatment, Vendor


class Zhipu(Vendor):
    """Finish reasons of its own: `sensitive`, `network_error`."""

    name = "zhipu"
    title = "Zhipu AI"
    hosts = ("open.bigmodel.cn", "api.z.ai")
    prefix = "/api/paas/v4"
    max_temperature = 1.0
    reasoning_fields = ("reasoning_content",)
    thinking_switches = {"thinking": Treatment.HONOURED}
    finish_reasons = frozenset({"sensitive", "network_error"})
    flags = {"thinking_off": '"thinking": {"type": "disabled"}', "base": "/api/paas/v4"}
