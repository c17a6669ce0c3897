"""H06: the connection ends in the middle of a stream."""

from __future__ import annotations

from typing import Any

from answerback.checks.streaming.finishes import Finishes
from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asks import Chat
from answerback.values.injections import STREAMED, Cut
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

GONE = ("cut", "reset", "empty_reply")
BEGUN = 2
"""Events that are more than the opening one, which comes before the engine has done anything."""


class CutMidway(Fault):
    """No finish_reason, no [DONE], and the connection is gone: a crash, a restart, a load balancer that drains."""

    code = "H06"
    title = Text(en="The stream is cut off in the middle", zh="流在中途被切断")
    cause = Text(
        en="The connection ended after {events} events, before the answer did: the worker behind it crashed or was "
        "restarted, or a proxy dropped the connection.",
        zh="回答还没结束，{events} 个事件后连接就断了：后端进程崩溃或重启，或代理断开了连接。",
    )
    severity = Severity.MAJOR
    priority = 3
    level = SMOKE
    evidence = ("vllm-project/vllm#2484", "kubernetes-sigs/inference-perf#530")
    yields_to = ("A21", "H08", "H09")
    seen_with = Cut(on=STREAMED, events=6)
    remedy = {
        None: Remedy(
            Text(
                en="Look into the logs of the server and of each proxy at that moment (crash, out of memory, restart, "
                "drain); ask the server directly, past the proxy, to see which of them it is.",
                zh="查看当时服务端和各级代理的日志（崩溃、内存不足、重启、摘流）；绕过代理直接访问服务端，"
                "确认是哪一段断的。",
            )
        ),
        "nginx": Remedy(
            Text(
                en="`error.log` says `upstream prematurely closed connection` when the server did it; else raise "
                "`proxy_read_timeout 600s;` and `send_timeout 600s;`.",
                zh="`error.log` 里若有 `upstream prematurely closed connection`，说明是后端断开的；否则调大 "
                "`proxy_read_timeout 600s;` 和 `send_timeout 600s;`。",
            ),
            ("proxy_read_timeout 600s;", "send_timeout 600s;"),
        ),
        "vllm": Remedy(
            Text(
                en="Look for `EngineDeadError`, CUDA or NCCL errors in its log; `--gpu-memory-utilization 0.85` leaves "
                "room.",
                zh="在日志里查找 `EngineDeadError`、CUDA 或 NCCL 错误；可用 `--gpu-memory-utilization 0.85` 留出余量。",
            ),
            ("--gpu-memory-utilization 0.85",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Broken off on the wire; or ended as if nothing were amiss, which a missing last chunk does too."""
        facts = {"events": seen.facts(Finishes).get("events")}
        if seen.failed(Finishes, "cut"):
            return Diagnosis(Confidence.CERTAIN, facts)
        if seen.facts(Streams).get("kind") in GONE and seen.failed(Streams, "failed"):
            return Diagnosis(Confidence.CERTAIN, {"events": 0})
        if seen.failed(Finishes, "ended-early"):
            return Diagnosis(Confidence.LIKELY, facts)
        return _only_longer_ones(seen)


def _only_longer_ones(seen: Seen) -> Diagnosis | None:
    """Return the diagnosis where the first, short stream ended in time and longer ones did not.

    If all of those want tools, or all want JSON, their parser or grammar is the likelier cause.
    """
    cut = [heard for heard in seen.readings.values() if _cut(heard)]
    wants = {key for heard in cut for key in ("tools", "response_format") if key in _options(heard)}
    if len(wants) < 2 or not seen.chats(_cut):
        return None
    return Diagnosis(Confidence.LIKELY, {"events": min(len(heard.chunks) for heard in cut)})


def _cut(heard: Reading) -> bool:
    """Whether a stream had begun when its connection ended."""
    ask, failure = heard.exchange.ask, heard.exchange.failure
    streamed = isinstance(ask, Chat) and ask.stream
    return streamed and failure is not None and failure.kind in GONE and len(heard.chunks) >= BEGUN


def _options(heard: Reading) -> dict[str, Any]:
    ask = heard.exchange.ask
    return ask.options if isinstance(ask, Chat) else {}
