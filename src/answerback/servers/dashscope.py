"""Alibaba Cloud's Model Studio / DashScope, compatible mode (https://help.aliyun.com/zh/model-studio)."""

from __future__ import annotations

from answerback.server import Treatment, Vendor


class DashScope(Vendor):
    """`enable_thinking` belongs at the top of the body; chat_template_kwargs are dropped (evalscope#998)."""

    name = "dashscope"
    title = "DashScope"
    hosts = ("dashscope.aliyuncs.com", "dashscope-intl.aliyuncs.com", ".dashscope.aliyuncs.com", ".maas.aliyuncs.com")
    prefix = "/compatible-mode/v1"
    astray = ("istio-envoy",)
    reasoning_fields = ("reasoning_content",)
    thinking_switches = {
        "enable_thinking": Treatment.HONOURED,
        "chat_template_kwargs": Treatment.IGNORED,
        "extra_body": Treatment.IGNORED,
    }
    flags = {"thinking_off": '"enable_thinking": false', "base": "/compatible-mode/v1"}
