"""DeepSeek's API (https://api-docs.deepseek.com)."""

from __future__ import annotations

from answerback.server import Treatment, Vendor


class DeepSeek(Vendor):
    """Keep-alives are `: keep-alive` comments; whole answers may be preceded by blank lines."""

    name = "deepseek"
    title = "DeepSeek"
    hosts = ("api.deepseek.com",)
    telling_headers = ("x-ds-trace-id",)
    owners = ("deepseek",)
    max_temperature = 2.0
    reasoning_fields = ("reasoning_content",)
    thinking_switches = {"thinking": Treatment.HONOURED}
    finish_reasons = frozenset({"insufficient_system_resource"})
