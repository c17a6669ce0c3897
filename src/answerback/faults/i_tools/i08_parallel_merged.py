"""I08: parallel calls are merged into one."""

from __future__ import annotations

from answerback.checks.tools.arguments import UsableArguments
from answerback.checks.tools.parallel import ParallelCalls
from answerback.checks.tools.streamed import CallsInStreams
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import BreakToolCall
from answerback.values.result import Confidence
from answerback.values.target import DEEP
from answerback.values.text import Text


class ParallelMerged(Fault):
    """`{…}{…}` as arguments, or two ids under one index."""

    code = "I08"
    title = Text(en="Parallel tool calls are merged into one", zh="并行的工具调用被合并成了一个")
    cause = Text(
        en="Deltas of different calls carry the same index, so that clients join their arguments to `{{…}}{{…}}`: "
        "the server or gateway does not count calls.",
        zh="不同调用的增量带着相同的 index，客户端会把参数拼成 `{{…}}{{…}}`：服务端或网关没有给调用递增编号。",
    )
    priority = 3
    level = DEEP
    evidence = ("ai-dynamo/dynamo#4723", "huggingface/smolagents#1958", "mcowger/plexus#691", "camel-ai/camel#3662")
    seen_with = BreakToolCall(how="merge")
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server or gateway: each call needs its own `index`. Until then send "
                "`parallel_tool_calls: false`, or split on a new id in the client.",
                zh="升级服务端或网关：每个调用都需要自己的 `index`。在此之前请发送 `parallel_tool_calls: false`，"
                "或在客户端按新的 id 拆分。",
            ),
            ("parallel_tool_calls: false", "tool_calls[].index"),
        ),
        "ollama": Remedy(
            Text(
                en="Upgrade Ollama: older versions put every call under index 0.",
                zh="升级 Ollama：旧版本把所有调用都放在 index 0。",
            ),
            ("tool_calls[].index",),
        ),
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """Seen in any answer with more than one call."""
        merged = [seen.failed(check, "merged") for check in (ParallelCalls, CallsInStreams, UsableArguments)]
        return Confidence.CERTAIN if any(merged) else None
