"""I12: the turn with a tool's result is refused."""

from __future__ import annotations

from answerback.checks.limits.healthy_afterwards import HealthyAfterwards
from answerback.checks.tools.result import ResultIsUsed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence
from answerback.values.text import Text


class ResultRejected(Fault):
    """The first half of a tool's use works, the second does not."""

    code = "I12"
    title = Text(en="The turn with a tool's result is refused", zh="带工具结果的一轮对话被拒绝")
    cause = Text(
        en="A conversation with a call and its result is answered with HTTP {status}: {message} The chat template "
        "does not know the role `tool`, wants roles to alternate, or cannot take null content or arguments as a "
        "string.",
        zh="包含工具调用及其结果的对话返回 HTTP {status}：{message} 对话模板不认识 `tool` 角色、要求角色交替，"
        "或不接受 content 为 null、参数为字符串。",
    )
    priority = 3
    evidence = ("ggml-org/llama.cpp#19851", "mistralai/mistral-vibe#1006", "run-llama/llama_index#11731")
    yields_to = ("D01",)
    seen_with = Reply(
        on=When(role="tool"),
        status=400,
        body='{"error":{"message":"Conversation roles must alternate user/assistant/user","type":"BadRequestError",'
        '"param":null,"code":400}}',
    )
    remedy = {
        None: Remedy(
            Text(
                en="Use a chat template with the role `tool`; in the client send content as an empty string instead "
                "of null and arguments as a JSON string.",
                zh="使用支持 `tool` 角色的对话模板；客户端把 content 由 null 改为空字符串，参数以 JSON 字符串发送。",
            ),
            ("messages[].content", "chat template"),
        ),
        "vllm": Remedy(
            Text(
                en="Start vLLM with a template for tools, `--chat-template examples/tool_chat_template_….jinja`; in "
                "the client send content as an empty string instead of null.",
                zh="启动 vLLM 时指定支持工具的模板 `--chat-template examples/tool_chat_template_….jinja`；客户端把 "
                "content 由 null 改为空字符串。",
            ),
            ("--chat-template",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with `--jinja --chat-template-file FILE.jinja`, a template with the role "
                "`tool`, and upgrade it.",
                zh="启动 llama-server 时加上 `--jinja --chat-template-file FILE.jinja`，使用支持 `tool` 角色的模板，"
                "并升级版本。",
            ),
            ("--jinja", "--chat-template-file"),
        ),
        "sglang": Remedy(
            Text(
                en="Start SGLang with `--chat-template FILE.jinja`, a template with the role `tool`.",
                zh="启动 SGLang 时加上 `--chat-template FILE.jinja`，使用支持 `tool` 角色的模板。",
            ),
            ("--chat-template",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Refused outright, only while content is null, or never answered by a service that lives."""
        if not seen.failed(ResultIsUsed, "rejected", "null-refused", "no-answer"):
            return None
        facts = seen.facts(ResultIsUsed)
        if not facts["status"] and seen.failed(HealthyAfterwards, "silent", "error"):
            return None  # the service is dead, whatever was asked last
        sure = Confidence.CERTAIN if facts["status"] else Confidence.LIKELY
        return Diagnosis(sure, {"status": facts["status"] or "-", "message": facts["message"]})
