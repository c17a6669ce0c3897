"""A01: nothing listens on the port."""

from __future__ import annotations

from urllib.parse import urlsplit

from answerback import server
from answerback.checks.connection.loopbacks import LoopbacksAgree
from answerback.checks.connection.neighbours import RightPort
from answerback.checks.connection.reached import Reached
from answerback.checks.connection.scheme import SchemeFits
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.a_reach.a03_localhost_in_container import inside
from answerback.values.injections import NoListener
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text

KINDS = tuple(kind for kind in server.load() if kind.start)
STARTS = {kind.name: kind.start.format(model="MODEL", port="{port}") for kind in KINDS}
"""Start commands in which the URL's own port is still to be filled in."""


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
                en="Use the port that the server's log names{elsewhere}, or start it on this one; for example "
                f"`{STARTS['vllm']}`, `{STARTS['llamacpp']}` or `{STARTS['ollama']}`.",
                zh="改用服务日志里写明的端口{elsewhere}，或在这个端口上启动服务；例如 "
                f"`{STARTS['vllm']}`、`{STARTS['llamacpp']}` 或 `{STARTS['ollama']}`。",
            ),
            ("--host 0.0.0.0", "--port"),
        ),
        **{
            kind.name: Remedy(
                Text(en=f"Start it: `{STARTS[kind.name]}`", zh=f"启动服务：`{STARTS[kind.name]}`"),
                (server.start_command(kind),),
            )
            for kind in KINDS
        },
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Refused, and this machine has no better explanation."""
        if not seen.failed(Reached, "refused"):
            return None
        if seen.failed(MachineAgrees, "other-address", "loading", "taken") or seen.failed(LoopbacksAgree):
            return None
        if seen.failed(SchemeFits):
            return None
        works = seen.facts(RightPort)["works"] if seen.failed(RightPort) else ""
        known = seen.failed(MachineAgrees, "nobody", "elsewhere")
        confidence = Confidence.CERTAIN if known or works else Confidence.LIKELY
        if not works and seen.failed(MachineAgrees, "nobody") and inside(seen.facts(MachineAgrees)):
            confidence = Confidence.POSSIBLE  # or it runs outside of this container
        facts = {"port": port_of(seen.setting.base), "elsewhere": f" ({works})" if works else ""}
        return Diagnosis(confidence, facts, exchange=seen.first(Reached))


def port_of(url: str) -> int:
    """Return the port that a URL leads to."""
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)
