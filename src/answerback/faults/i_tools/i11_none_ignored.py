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
        en="Calls were forbidden, and the answer is a call all the same: the field is dropped on the way or unknown "
        "to the server.",
        zh="明明禁止调用工具，回答仍然是工具调用：该字段在途中被丢弃，或者服务端不支持。",
    )
    severity = Severity.MINOR
    evidence = ("ollama/ollama#17921", "google-ai-edge/LiteRT-LM#2471")
    yields_to = ("M05",)
    seen_with = DropRequest(on=When(has="tool_choice", equals="none"), path="tool_choice")
    remedy = {
        None: Remedy(
            Text(
                en="Leave `tools` out of requests that must not call any, and let the gateway pass `tool_choice` on.",
                zh="不希望调用工具的请求就不要带 `tools`，并让网关透传 `tool_choice`。",
            ),
            ("tools", "tool_choice"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Documented by products that do not know the field."""
        if not seen.ignored(NoneIsHeeded, "ignored"):
            return None
        documented = seen.server is not None and "tool_choice" in seen.server.ignores
        return Diagnosis(Confidence.CERTAIN, severity=Severity.INFO if documented else None)
