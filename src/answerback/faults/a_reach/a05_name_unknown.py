"""A05: the host name does not resolve."""

from __future__ import annotations

from answerback.checks.connection.reached import Reached
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import NoName
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class NameUnknown(Fault):
    """Name lookup fails before any connection."""

    code = "A05"
    title = Text(en="The host name does not resolve", zh="主机名无法解析")
    cause = Text(
        en="The name lookup for {host} fails: a typing error, a name that only exists in another network, or a "
        "container without that entry.",
        zh="{host} 解析失败：拼写有误、该名称只在另一个网络里存在，或容器里没有对应的 hosts 记录。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = NoName()
    evidence = ("Mintplex-Labs/anything-llm#1215",)
    remedy = {
        None: Remedy(
            Text(
                en="Correct the name, or use the IP address; in Docker on Linux add "
                "`--add-host=host.docker.internal:host-gateway`, in compose use the service's name.",
                zh="更正主机名或直接用 IP；Linux 上的 Docker 需加 `--add-host=host.docker.internal:host-gateway`，"
                "compose 里用服务名。",
            ),
            ("--add-host=host.docker.internal:host-gateway",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The lookup failed."""
        if not seen.failed(Reached, "name_lookup"):
            return None
        return Diagnosis(Confidence.CERTAIN, {"host": seen.facts(Reached)["host"]})
