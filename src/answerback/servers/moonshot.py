"""Moonshot AI / Kimi (https://platform.moonshot.cn/docs)."""

from __future__ import annotations

from answerback.server import Treatment, Vendor


class Moonshot(Vendor):
    """The platform fixes temperature, top_p, n and penalties of its kimi models."""

    name = "moonshot"
    title = "Moonshot AI"
    hosts = ("api.moonshot.cn", "api.moonshot.ai")
    owners = ("moonshot",)
    max_temperature = 1.0
    reasoning_fields = ("reasoning_content",)
    thinking_switches = {"thinking": Treatment.HONOURED}
    ignores = frozenset({"temperature", "top_p", "n", "presence_penalty", "frequency_penalty"})
    flags = {"thinking_off": '"thinking": {"type": "disabled"}'}
