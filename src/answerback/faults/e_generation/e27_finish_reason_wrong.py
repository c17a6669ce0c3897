"""E27: finish_reason is empty, null or another protocol's."""

from __future__ import annotations

from answerback.checks.schema.finish_reason import FinishReasonSaid
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Set
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class FinishReasonWrong(Fault):
    """Clients that wait for a reason wait for ever; those that compare with `length` never see it."""

    code = "E27"
    title = Text(en="finish_reason is {found!r}", zh="finish_reason 是 {found!r}")
    cause = Text(
        en="The server or an adapter does not translate why the answer ended.",
        zh="服务端或适配层没有翻译回答结束的原因。",
    )
    severity = Severity.MINOR
    priority = 2
    level = SMOKE
    seen_with = Set(on=CHAT, path="choices[*].finish_reason", value="")
    yields_to = ("H05",)
    evidence = (
        "ollama/ollama#4357",
        "vllm-project/vllm#27572",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server or adapter: `stop`, `length`, `tool_calls` or `content_filter` at "
                "the end, null before.",
                zh="升级服务端或适配层：结束时为 `stop`、`length`、`tool_calls` 或 `content_filter`，之前为 null。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """An unlisted word is only worth knowing."""
        facts = seen.facts(FinishReasonSaid)
        if seen.failed(FinishReasonSaid):
            return Diagnosis(Confidence.CERTAIN, {"found": facts["found"]})
        if seen.broke(FinishReasonSaid, "unlisted"):
            return Diagnosis(Confidence.POSSIBLE, {"found": facts["found"]}, Severity.INFO)
        return None
