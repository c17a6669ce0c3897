"""A04: packets are dropped on the way."""

from __future__ import annotations

from answerback.checks.connection.proxy_aside import ProxyAside
from answerback.checks.connection.reached import Reached
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import Filtered as Silent
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class Filtered(Fault):
    """No connection and no refusal: a firewall, a security group or a wrong address."""

    code = "A04"
    title = Text(en="Packets to that port are dropped", zh="发往该端口的数据包被丢弃")
    cause = Text(
        en="Neither a connection nor a refusal came within the time: a firewall or security group drops the packets,"
        " or no such machine is there.",
        zh="既没有建立连接，也没有被拒绝：防火墙或安全组丢弃了数据包，或者该地址上没有机器。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = Silent()
    evidence = ()
    remedy = {
        None: Remedy(
            Text(
                en="Open the port in the firewall or security group (`ufw allow 8000/tcp`), check port forwarding, "
                "and the "
                "address itself; `nc -vz HOST PORT` from another machine tells which.",
                zh="在防火墙或安全组放行该端口（如 `ufw allow 8000/tcp`），检查端口转发和地址是否正确；"
                "从另一台机器执行 `nc -vz HOST PORT` 可以区分。",
            ),
            ("ufw allow 8000/tcp",),
        ),
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """A connect timeout or no route, and no proxy to blame."""
        if seen.failed(ProxyAside) or not seen.failed(Reached, "connect_timeout", "no_route"):
            return None
        return Confidence.LIKELY
