"""G07: thoughts that the client sends back are dropped."""

from __future__ import annotations

from answerback.checks.thinking.history import HistoryKept
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import DropRequest
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class ThoughtsNotReadBack(Fault):
    """Many templates know no thoughts in the history, and products differ in the field's name: a note."""

    code = "G07"
    title = Text(en="Thoughts that are sent back are dropped", zh="回传的思考内容被丢弃")
    cause = Text(
        en="The assistant's turn came back with its reasoning, and the prompt grew by {grew} tokens only: server or "
        "template leave it out, so a model that uses tools forgets its plan at each step.",
        zh="回传的助手消息里带有推理内容，输入却只增加了 {grew} 个 token：服务端或模板没有采用，"
        "模型用工具时每一步都会忘记计划。",
    )
    severity = Severity.INFO
    priority = 2
    level = DEEP
    evidence = ("vllm-project/vllm#42664", "vllm-project/vllm#38488")
    seen_with = (DropRequest(path="messages[*].reasoning_content"), DropRequest(path="messages[*].reasoning"))
    remedy = {
        None: Remedy(
            Text(
                en="Send the thought back under the name in which it came, and use a template that keeps it between "
                "tool calls.",
                zh="用收到时的字段名回传思考内容，并使用在工具调用之间保留它的模板。",
            ),
            ("reasoning_content", "reasoning"),
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM (#42664) and send `reasoning`, which it passes to the template.",
                zh="升级 vLLM（#42664），并用 `reasoning` 字段回传，它会传给模板。",
            ),
            ("reasoning",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja` and send `reasoning_content`.",
                zh="启动时加 `--jinja`，用 `reasoning_content` 回传。",
            ),
            ("--jinja", "reasoning_content"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The prompt did not grow."""
        if not seen.ignored(HistoryKept, "dropped"):
            return None
        return Diagnosis(Confidence.POSSIBLE, {"grew": seen.facts(HistoryKept)["grew"]})
