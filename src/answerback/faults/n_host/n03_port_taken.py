"""N03: the port is held by another process."""

from __future__ import annotations

from answerback import server
from answerback.checks.connection.neighbours import RightPort
from answerback.checks.connection.reached import Reached
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class PortTaken(Fault):
    """A server runs and waits for a port that somebody else holds."""

    code = "N03"
    title = Text(en="The port is already held by another process", zh="端口已被其他进程占用")
    cause = Text(
        en="{title} (pid {pid}) is to listen on port {port}, but pid {holder} holds it: its log says "
        "`address already in use`.",
        zh="{title}（pid {pid}）要监听端口 {port}，但该端口被 pid {holder} 占用：日志里会有 `address already in use`。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    evidence = ("vllm-project/vllm#7514", "vllm-project/vllm#8204", "gpustack/gpustack#4312")
    remedy = {
        None: Remedy(
            Text(
                en="End the process that holds it (`ss -ltnp` names it), or start the server on another port; after "
                "a crash "
                "wait a minute for TIME_WAIT.",
                zh="结束占用端口的进程（用 `ss -ltnp` 查看），或换一个端口启动；崩溃后等一分钟，让 TIME_WAIT 结束。",
            ),
            ("--port", "ss -ltnp"),
        ),
        **{
            kind.name: Remedy(
                Text(
                    en="End pid {holder}, or start the server on another port with the flag shown.",
                    zh="结束 pid {holder}，或用给出的参数换一个端口启动。",
                ),
                (kind.flags["port"],),
            )
            for kind in server.load()
            if "port" in kind.flags and kind.start
        },
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """This machine shows both."""
        if not seen.failed(MachineAgrees, "taken"):
            return None
        seen.failed(Reached)
        seen.failed(RightPort)
        facts = seen.facts(MachineAgrees)
        return Diagnosis(Confidence.CERTAIN, {name: facts[name] for name in ("title", "pid", "port", "holder")})
