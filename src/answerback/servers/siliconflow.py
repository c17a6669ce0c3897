"""SiliconFlow (https://docs.siliconflow.cn): errors are `{"code", "message", "data"}`."""

from __future__ import annotations

from answerback.server import Treatment, Vendor


class SiliconFlow(Vendor):
    """An unknown model is HTTP 400 with code 20012."""

    name = "siliconflow"
    title = "SiliconFlow"
    hosts = ("api.siliconflow.cn", "api.siliconflow.com")
    telling_headers = ("x-siliconcloud-trace-id",)
    reasoning_fields = ("reasoning_content",)
    thinking_switches = {"enable_thinking": Treatment.HONOURED}
    flags = {"thinking_off": '"enable_thinking": false'}
