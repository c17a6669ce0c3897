"""I13: a tool's result does not reach the answer."""

from __future__ import annotations

from answerback.checks.tools.result import ResultIsUsed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import DropMessages, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ResultIgnored(Fault):
    """The model answers as if the tool had never returned."""

    code = "I13"
    title = Text(en="A tool's result is ignored", zh="工具返回的结果被忽略")
    cause = Text(
        en="The result was accepted, and the answer does not use it: {excerpt} Where the prompt did not grow by it, "
        "the chat template or a gateway drops messages of the role `tool`; where it did, the model is too weak.",
        zh="服务接受了工具结果，回答却没有用到：{excerpt} 如果输入 token 没有随之增加，说明对话模板或网关丢掉了 "
        "`tool` 消息；如果增加了，就是模型能力不足。",
    )
    yields_to = ("I03", "G02", "E01", "E02", "E04", "E05", "E31")
    seen_with = DropMessages(on=When(role="tool"), role="tool")
    remedy = {
        None: Remedy(
            Text(
                en="Use the chat template that belongs to the model (it must render the role `tool`), and check that "
                "no gateway rewrites the conversation.",
                zh="使用模型配套的对话模板（必须能渲染 `tool` 角色），并确认没有网关改写对话。",
            ),
            ("chat template",),
        ),
        "vllm": Remedy(
            Text(
                en="Start vLLM with the model's tool template: `--chat-template examples/tool_chat_template_….jinja`.",
                zh="启动 vLLM 时指定模型的工具模板：`--chat-template examples/tool_chat_template_….jinja`。",
            ),
            ("--chat-template",),
        ),
        "ollama": Remedy(
            Text(
                en="Pull the model anew, or give the Modelfile a TEMPLATE that renders messages of the role `tool`.",
                zh="重新拉取模型，或在 Modelfile 里使用能渲染 `tool` 消息的 TEMPLATE。",
            ),
            ("ollama pull", "TEMPLATE"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Dropped where the counts show it; else it may be the model."""
        facts = {"excerpt": seen.facts(ResultIsUsed).get("excerpt", "")}
        if seen.failed(ResultIsUsed, "dropped"):
            return Diagnosis(Confidence.LIKELY, facts)
        if seen.broke(ResultIsUsed, "not-used"):
            return Diagnosis(Confidence.POSSIBLE, facts, Severity.INFO)
        return None
