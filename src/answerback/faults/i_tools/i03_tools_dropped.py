"""I03: tools never reach the model."""

from __future__ import annotations

from answerback.checks.tools.calls import CallsTools
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, DropRequest, When
from answerback.values.result import Confidence
from answerback.values.text import Text


class ToolsDropped(Fault):
    """The prompt is as long without tools as with them."""

    code = "I03"
    title = Text(en="Tools are dropped on the way to the model", zh="工具定义在送到模型之前就丢了")
    cause = Text(
        en="The request carried two tools; what reached the model did not: {shown}. A gateway drops the field, or "
        "the chat template has no place for tools and nobody says so.",
        zh="请求带了两个工具，但没有送到模型：{shown}。要么是网关丢掉了该字段，要么是对话模板不支持工具却没有报错。",
    )
    yields_to = ("I02",)
    seen_with = (DropRequest(on=When(has="tools"), path="tools"), DropRequest(on=CHAT, path="tool_choice"))
    remedy = {
        None: Remedy(
            Text(
                en="Ask the model's server directly: if tools work there, let the gateway pass `tools` and "
                "`tool_choice` on; if not, serve a model whose chat template has tools, or give the server such a "
                "template.",
                zh="直接请求模型服务：如果那里工具正常，就让网关透传 `tools` 和 `tool_choice`；"
                "否则请换用对话模板支持工具的模型，或为服务指定支持工具的模板。",
            ),
            ("tools", "tool_choice"),
        ),
        "vllm": Remedy(
            Text(
                en="Give vLLM a template with tools (`--chat-template examples/tool_chat_template_….jinja`) beside "
                "`--enable-auto-tool-choice --tool-call-parser NAME`, or check the gateway in front of it.",
                zh="给 vLLM 指定支持工具的模板（`--chat-template examples/tool_chat_template_….jinja`），并加上 "
                "`--enable-auto-tool-choice --tool-call-parser NAME`；或检查前面的网关。",
            ),
            ("--chat-template", "--enable-auto-tool-choice", "--tool-call-parser"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with `--jinja` and a template with tools: `--chat-template-file FILE.jinja`.",
                zh="启动 llama-server 时加上 `--jinja` 和支持工具的模板：`--chat-template-file FILE.jinja`。",
            ),
            ("--jinja", "--chat-template-file"),
        ),
        "litellm": Remedy(
            Text(
                en="Check `litellm_settings.drop_params` and the model's `supports_function_calling` in model_info: "
                "LiteLLM drops parameters that it believes unsupported.",
                zh="检查 `litellm_settings.drop_params` 以及 model_info 里的 `supports_function_calling`：LiteLLM "
                "会丢弃它认为不支持的参数。",
            ),
            ("litellm_settings.drop_params", "model_info.supports_function_calling"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The counts show it, or the service itself speaks of missing tools."""
        facts = seen.facts(CallsTools)
        if seen.failed(CallsTools, "dropped"):
            shown = f"prompt_tokens {facts['prompt']} / {facts['plain']}"
            return Diagnosis(Confidence.LIKELY, {"shown": shown})
        if seen.failed(CallsTools, "lost-on-the-way"):
            return Diagnosis(Confidence.CERTAIN, {"shown": facts["message"]})
        return None
