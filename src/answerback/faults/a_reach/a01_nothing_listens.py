"""A01: nothing listens on the port."""

from __future__ import annotations

from answerback import server
from answerback.checks.connection.loopbacks import LoopbacksAgree
from answerback.checks.connection.neighbours import RightPort
from answerback.checks.connection.reached import Reached
from answerback.checks.connection.scheme import SchemeFits
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import NoListener
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text

STARTS = {kind.name: server.start_command(kind) for kind in server.load() if kind.start}


class NothingListens(Fault):
    """The port refuses connections: the server is not running, or runs on another port."""

    code = "A01"
    title = Text(en="Nothing listens on that port", zh="该端口上没有服务在监听")
    cause = Text(
        en="The connection is refused at once: the server is not running, has ended at start-up, or listens on "
        "another port.",
        zh="连接立即被拒绝：服务没有启动、启动时已退出，或者监听在别的端口。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    seen_with = NoListener()
    evidence = ("ollama/ollama#3200", "ollama/ollama#1579")
    remedy = {
        None: Remedy(
            Text(
                en="Start the server, or use the port that its log names; for example "
                f"`{STARTS['vllm']}`, `{STARTS['llamacpp']}` or `{STARTS['ollama']}`.",
                zh="启动服务，或改用其日志里写明的端口；例如 "
                f"`{STARTS['vllm']}`、`{STARTS['llamacpp']}` 或 `{STARTS['ollama']}`。",
            )
        ),
        **{
            name: Remedy(Text(en=f"Start it: `{command}`", zh=f"启动服务：`{command}`"), (command,))
            for name, command in STARTS.items()
        },
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """Refused, and this machine has no better explanation."""
        if not seen.failed(Reached, "refused"):
            return None
        if seen.failed(MachineAgrees, "other-address", "loading", "taken") or seen.failed(LoopbacksAgree):
            return None
        if seen.failed(SchemeFits):
            return None
        elsewhere = seen.failed(RightPort)
        known = seen.failed(MachineAgrees, "nobody", "elsewhere")
        return Confidence.CERTAIN if known or elsewhere else Confidence.LIKELY
