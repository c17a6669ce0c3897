"""The promise that this machine shows the service where the URL says it is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached
from answerback.values.asks import ListModels, Look
from answerback.values.exchange import FailureKind
from answerback.values.result import Result, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

ANY = ("0.0.0.0", "::", "*", "")
"""Addresses that stand for all of this machine's."""


ANSWERED = frozenset(
    {FailureKind.TOO_LARGE, FailureKind.ENCODING, FailureKind.STALLED, FailureKind.CUT, FailureKind.CERTIFICATE}
)
"""Failures of something that did answer: which process holds the port explains none of them."""


class MachineAgrees(Check):
    """Looks at this machine's ports and processes, only for a local service that could not be reached."""

    promise = Text(
        en="This machine shows the service where the URL says it is.",
        zh="本机的端口和进程与 URL 相符。",
    )
    why = Text(
        en="The machine itself knows whether the server runs, where it listens, and who else holds the port.",
        zh="服务有没有启动、监听在哪里、端口被谁占用，看本机就知道。",
    )
    level = SMOKE
    when_failed = (Reached,)
    severity = Severity.CRITICAL
    reasons = {
        "nobody": Reason(
            Text(
                en="nothing listens on port {port} of this machine, and no known LLM server runs here",
                zh="本机没有进程监听端口 {port}，也没有发现任何已知的大模型服务进程",
            )
        ),
        "elsewhere": Reason(
            Text(
                en="nothing listens on port {port}, but {title} (pid {pid}) runs here and listens on {ports}",
                zh="本机没有进程监听端口 {port}，但 {title}（pid {pid}）在运行，监听端口为 {ports}",
            )
        ),
        "loading": Reason(
            Text(
                en="{title} (pid {pid}) runs and does not listen yet: it is still loading, or stuck ({command})",
                zh="{title}（pid {pid}）已启动但还没有监听端口：仍在加载，或已卡住（{command}）",
            )
        ),
        "other-address": Reason(
            Text(
                en="port {port} is bound to {bound} only, the URL asks {host} (pid {pid}, {command})",
                zh="端口 {port} 只绑定在 {bound}，而 URL 访问的是 {host}（pid {pid}，{command}）",
            )
        ),
        "foreign": Reason(
            Text(
                en="port {port} is held by a process that is no known LLM server (pid {pid}, {command})",
                zh="端口 {port} 被其他进程占用，它不是已知的大模型服务（pid {pid}，{command}）",
            )
        ),
        "taken": Reason(
            Text(
                en="{title} (pid {pid}) wants port {port}, but it is held by pid {holder} ({command})",
                zh="{title}（pid {pid}）要用端口 {port}，但该端口已被 pid {holder} 占用（{command}）",
            )
        ),
    }

    def run(self) -> Steps:
        """Look at the port of the URL."""
        parts = urlsplit(self.setting.base)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        heard: Reading = yield ListModels()
        kind = heard.failure.kind if heard.failure is not None else None
        if kind in (FailureKind.NAME, FailureKind.PROXY, FailureKind.BAD_URL):
            return self.not_needed()
        look: Reading = yield Look(port=port)
        if not look.ok:
            return self.not_needed()
        return self._judge(look.json, kind)

    def _judge(self, view: dict[str, Any], kind: FailureKind | None) -> Result:
        port, holders, servers = view["port"], view["holders"], view["servers"]
        facts: dict[str, Any] = {"local": True, "port": port, "host": view["host"], "container": view["container"]}
        waiting = [s for s in servers if not s["listens"]]
        reached = [h for h in holders if _covers(h["addresses"], view["addresses"])]
        if holders and not reached and kind in (FailureKind.REFUSED, FailureKind.CONNECT_TIMEOUT):
            return self.fail("other-address", **facts, **_who(holders[0]), bound=", ".join(holders[0]["addresses"]))
        taken = [s for s in waiting if s["wants"] == port and s["pid"] not in {h["pid"] for h in holders}]
        if reached and taken:
            holder = {"holder": reached[0]["pid"], "command": reached[0]["command"] or "?"}
            return self.fail("taken", **facts, **holder, pid=taken[0]["pid"], title=taken[0]["title"],
                             product=taken[0]["product"])  # fmt: skip
        if reached:
            known = reached[0]["product"] or not reached[0]["command"]
            if known or kind in ANSWERED:  # what speaks HTTP there is not judged by its name
                return self.ok(**facts, **_who(reached[0]))
            return self.fail("foreign", **facts, **_who(reached[0]))
        if (coming := next((s for s in waiting if s["wants"] == port), None)) is not None:
            return self.fail("loading", **facts, **_server(coming))
        if servers and (there := next((s for s in servers if s["listens"]), None)) is not None:
            return self.fail("elsewhere", **facts, **_server(there), ports=there["listens"])
        if waiting:
            return self.fail("loading", **facts, **_server(waiting[0]))
        return self.fail("nobody", **facts)


def _covers(bound: list[str], wanted: list[str]) -> bool:
    """Whether a socket bound to some addresses takes connections to one of the wanted ones."""
    if any(address in ANY for address in bound):
        return True
    plain = {address.removeprefix("::ffff:") for address in bound}
    return any(address in plain for address in wanted)


def _who(holder: dict[str, Any]) -> dict[str, Any]:
    return {"pid": holder["pid"] or "?", "command": holder["command"] or "?", "product": holder["product"]}


def _server(process: dict[str, Any]) -> dict[str, Any]:
    names = ("product", "title", "pid", "command")
    return {name: process[name] for name in names}
