"""I09: calls lack what clients need to put them together."""

from __future__ import annotations

from answerback.checks.tools.arguments import UsableArguments
from answerback.checks.tools.streamed import CallsInStreams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import BreakToolCall
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class DeltaFieldsMissing(Fault):
    """No index, no id, or the name again and again."""

    code = "I09"
    title = Text(
        en="Tool calls lack index, id or name, or change them midway",
        zh="工具调用缺少 index、id 或函数名，或中途改变",
    )
    cause = Text(
        en="The call came as {delta} ({what}): strict clients raise an error, others join the wrong pieces.",
        zh="调用为 {delta}（{what}）：严格的客户端会报错，其他客户端会拼错片段。",
    )
    severity = Severity.MINOR
    evidence = ("QwenLM/Qwen-Agent#943", "deepset-ai/haystack-core-integrations#2154")
    yields_to = ("I07", "I08")
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
        """The calls themselves show it, streamed or whole."""
        whole = seen.failed(UsableArguments, "no-id")
        if seen.failed(CallsInStreams, "no-index", "odd-index", "no-id", "id-changes", "name-again", "no-name"):
            result = seen.results[CallsInStreams.id]
            return Diagnosis(Confidence.CERTAIN, {"delta": result.facts["delta"], "what": result.reason})
        if whole:
            return Diagnosis(Confidence.CERTAIN, {"delta": seen.facts(UsableArguments)["call"], "what": "no-id"})
        return None
