"""H07: a stream falls silent and the connection stays open."""

from __future__ import annotations

from answerback.checks.streaming.finishes import Finishes
from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, Stall
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text

SILENT = ("no_first_byte", "stalled")


class StreamStalls(Fault):
    """Keep-alive comments are no progress. If nothing answers any more it is the engine (L01)."""

    code = "H07"
    title = Text(en="The stream stalls while the connection stays open", zh="流中途停住，连接却一直开着")
    cause = Text(
        en="After {events} events nothing came for {idle} s: this request is stuck in the engine, or its output queue "
        "lost its reader.",
        zh="{events} 个事件后有 {idle} 秒没有任何内容：该请求卡在引擎里，或输出队列没有人读了。",
    )
    severity = Severity.MAJOR
    priority = 3
    level = SMOKE
    evidence = ("vllm-project/vllm#39863", "Azure/azure-sdk-for-js#26561")
    yields_to = ("L01",)
    seen_with = Stall(on=STREAMED, events=5)
    remedy = {
        None: Remedy(
            Text(
                en="Give clients a read timeout between chunks (30 s), and restart the engine if others hang too.",
                zh="给客户端设置分块之间的读超时（如 30 秒）；若其他请求也卡住，请重启引擎。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM; try `--enforce-eager` and without `--async-scheduling` or speculative decoding.",
                zh="升级 vLLM；试试 `--enforce-eager`，并关闭 `--async-scheduling` 和投机解码。",
            ),
            ("--enforce-eager", "--async-scheduling"),
        ),
        "sglang": Remedy(
            Text(
                en="Upgrade SGLang; `--watchdog-timeout 300` ends a hung scheduler, `--disable-overlap-schedule` "
                "avoids some.",
                zh="升级 SGLang；`--watchdog-timeout 300` 能终止卡死的调度器，`--disable-overlap-schedule` "
                "可避开部分问题。",
            ),
            ("--watchdog-timeout 300", "--disable-overlap-schedule"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """For good, or for long."""
        facts = {name: seen.facts(Finishes).get(name) for name in ("events", "idle")}
        if seen.failed(Finishes, "stalled"):
            return Diagnosis(Confidence.CERTAIN, facts)
        if seen.facts(Streams).get("kind") in SILENT and seen.failed(Streams, "failed"):
            return Diagnosis(Confidence.CERTAIN, {"events": 0, "idle": seen.facts(Streams)["seconds"]})
        if seen.broke(Finishes, "paused"):
            return Diagnosis(Confidence.LIKELY, facts, Severity.MINOR)
        return None
