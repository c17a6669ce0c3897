"""A03: `localhost` inside a container is the container."""

from __future__ import annotations

from typing import Any

from answerback.checks.connection.reached import Reached
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.injections import NoListener
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class LocalhostInContainer(Fault):
    """The tool runs in a container, asks its own loopback, and nothing listens there."""

    code = "A03"
    title = Text(en="`localhost` inside a container is the container itself", zh="容器里的 localhost 指的是容器自己")
    cause = Text(
        en="This program runs in a container and asks {host}: that is the container, not the machine on which the "
        "server runs.",
        zh="本程序运行在容器中，访问的 {host} 是容器自身，而不是运行服务的宿主机。",
    )
    severity = Severity.CRITICAL
    priority = 3
    alike = ("A01",)
    seen_with = NoListener()
    asked = Asked(
        url="http://localhost:{port}{path}",
        machine={"container": True},
        by_hand=Text(
            en="run `answerback sim` on the host and `answerback check http://localhost:8008/v1` in a container",
            zh="在宿主机上运行 `answerback sim`，在容器里运行 `answerback check http://localhost:8008/v1`",
        ),
    )
    evidence = ("wandb/openui#215", "songquanpeng/one-api#1877")
    remedy = {
        None: Remedy(
            Text(
                en="Use `host.docker.internal` (on Linux start the container with "
                "`--add-host=host.docker.internal:host-gateway`) or the service's name in the compose network; "
                "the server must listen on 0.0.0.0.",
                zh="改用 `host.docker.internal`（Linux 上启动容器时加 `--add-host=host.docker.internal:host-gateway`）"
                "或 compose 网络里的服务名；服务端还需监听 0.0.0.0。",
            ),
            ("--add-host=host.docker.internal:host-gateway",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Refused on loopback, in a container in which no server runs."""
        if not seen.failed(Reached, "refused") or not seen.failed(MachineAgrees, "nobody"):
            return None
        facts = seen.facts(MachineAgrees)
        return Diagnosis(Confidence.POSSIBLE, {"host": facts["host"]}) if inside(facts) else None


def inside(facts: dict[str, Any]) -> bool:
    """Whether what `MachineAgrees` found is a container's own loopback."""
    host = str(facts.get("host", ""))
    return bool(facts.get("container")) and (host in ("localhost", "::1") or host.startswith("127."))
