"""I11: tool_choice none has no effect."""

from __future__ import annotations

from answerback.checks.tools.none import NoneIsHeeded
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import DropRequest, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class NoneIgnored(Fault):
    """Calls were forbidden and one was made."""

    code = "I11"
    title = Text(en="tool_choice none is ignored", zh="tool_choice 为 none 时不生效")
    cause = Text(
        en="Calls were forbidden, and the answer is a call all the same, or its text: the field is dropped on the way "
        "or unknown to the server, or the model still sees the tools.",
        zh="明明禁止调用工具，回答仍然是工具调用或其文本：该字段在途中被丢弃，或者服务端不支持，"
        "或者模型仍然看得到工具定义。",
    )
    severity = Severity.MINOR
    evidence = ("ollama/ollama#17921", "google-ai-edge/LiteRT-LM#2471")
    seen_with = DropRequest(on=When(has="tool_choice", equals="none"), path="tool_choice")
    remedy = {
        None: Remedy(
            Text(
                en="Leave `tools` out of requests that must not call any, and let the gateway pass `tool_choice` on.",
                zh="不希望调用工具的请求就不要带 `tools`，并让网关透传 `tool_choice`。",
            ),
            ("tools", "tool_choice"),
        ),
        "vllm": Remedy(
            Text(
                en="Start vLLM with `--exclude-tools-when-tool-choice-none`, or leave `tools` out of such requests; "
                "let the gateway pass `tool_choice` on.",
                zh="启动 vLLM 时加上 `--exclude-tools-when-tool-choice-none`，或在这类请求中不带 `tools`；"
                "并让网关透传 `tool_choice`。",
            ),
            ("--exclude-tools-when-tool-choice-none", "tool_choice"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Documented by products that do not know the field; mere text is no call."""
        if seen.broke(NoneIsHeeded, "as-text"):
            return Diagnosis(Confidence.LIKELY, severity=Severity.INFO)
        if not seen.ignored(NoneIsHeeded, "ignored"):
            return None
        documented = seen.server is not None and "tool_choice" in seen.server.ignores
        return Diagnosis(Confidence.CERTAIN, severity=Severity.INFO if documented else None)
