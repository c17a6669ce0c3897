"""I09: deltas of calls lack what clients need to put them together."""

from __future__ import annotations

from answerback.checks.tools.streamed import CallsInStreams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import BreakToolCall
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class DeltaFieldsMissing(Fault):
    """No index, no id, or the name again and again."""

    code = "I09"
    title = Text(
        en="Streamed tool calls lack index or id, or repeat the name", zh="流式工具调用缺少 index 或 id，或重复函数名"
    )
    cause = Text(
        en="A delta is {delta} ({what}): strict clients raise an error, others join the wrong pieces.",
        zh="增量为 {delta}（{what}）：严格的客户端会报错，其他客户端会拼错片段。",
    )
    severity = Severity.MINOR
    evidence = ("QwenLM/Qwen-Agent#943", "deepset-ai/haystack-core-integrations#2154")
    yields_to = ("I08",)
    seen_with = BreakToolCall(how="no_index")
    remedy = {
        None: Remedy(
            Text(
                en="Let each delta of a call carry its `index`, the first one `id` and `function.name`, and the "
                "others nothing but pieces of `function.arguments`; upgrade the adapter.",
                zh="每个增量都要带 `index`，第一个带 `id` 和 `function.name`，其余只带 `function.arguments` 片段；"
                "请升级适配层。",
            ),
            ("tool_calls[].index", "tool_calls[].id"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The deltas themselves show it."""
        if not seen.failed(CallsInStreams, "no-index", "no-id", "name-again"):
            return None
        result = seen.result(CallsInStreams)
        facts = {"delta": seen.facts(CallsInStreams)["delta"], "what": result.reason if result is not None else ""}
        return Diagnosis(Confidence.CERTAIN, facts)
