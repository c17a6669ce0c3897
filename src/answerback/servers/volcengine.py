"""Volcengine Ark (https://www.volcengine.com/docs/82379): the base ends in /api/v3, not in /v1."""

from __future__ import annotations

from answerback.server import Treatment, Vendor


class Volcengine(Vendor):
    """The model is the id of a model or of an endpoint (`ep-…`)."""

    name = "volcengine"
    title = "Volcengine Ark"
    hosts = (".volces.com",)
    prefix = "/api/v3"
    reasoning_fields = ("reasoning_content",)
    thinking_switches = {"thinking": Treatment.HONOURED}
    flags = {"thinking_off": '"thinking": {"type": "disabled"}', "base": "/api/v3"}
