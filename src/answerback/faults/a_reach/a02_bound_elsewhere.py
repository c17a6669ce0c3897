"""A02: the server is bound to another address of this machine."""

from __future__ import annotations

from answerback import server
from answerback.checks.connection.loopbacks import LoopbacksAgree
from answerback.checks.connection.reached import Reached
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.injections import NoListener
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class BoundElsewhere(Fault):
    """The port is open, but only on an address that the URL does not name (mostly 127.0.0.1)."""

    code = "A02"
    title = Text(en="The server listens on another address only", zh="服务只绑定在另一个地址上")
    cause = Text(
        en="The server is bound to {bound}; the URL asks {host}, where nothing listens. It works from the machine "
        "itself and nowhere else.",
        zh="服务绑定在 {bound}，而 URL 访问的 {host} 上没有监听；因此只有本机能用，别处都连不上。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    seen_with = NoListener()
    asked = Asked(
        url="http://127.0.0.1:{port}{path}",
        machine={"holders": [{"port": 8000, "addresses": ["192.168.1.20"], "pid": 412, "command": "llama-server",
                              "product": "llamacpp"}]},
        by_hand=Text(
            en="run `answerback sim --host 127.0.0.2`, then `answerback check http://127.0.0.1:8008/v1`",
            zh="先运行 `answerback sim --host 127.0.0.2`，再运行 `answerback check http://127.0.0.1:8008/v1`",
        ),
    )  # fmt: skip
    evidence = ("ollama/ollama#2603", "Mintplex-Labs/anything-llm#759")
    remedy = {
        None: Remedy(
            Text(
                en="Bind it to all addresses (`--host 0.0.0.0`; Ollama: `OLLAMA_HOST=0.0.0.0:11434`), with a key or a "
                "firewall in front; or use the address that it listens on.",
                zh="让它监听所有地址（`--host 0.0.0.0`；Ollama 用 `OLLAMA_HOST=0.0.0.0:11434`），并加上密钥或防火墙；"
                "或者改用它实际监听的地址。",
            ),
            ("--host 0.0.0.0",),
        ),
        **{
            kind.name: Remedy(
                Text(
                    en=f"Start it with `{kind.flags['host']}`: `{server.start_command(kind)}`",
                    zh=f"启动时加上 `{kind.flags['host']}`：`{server.start_command(kind)}`",
                ),
                (kind.flags["host"],),
            )
            for kind in server.load()
            if "host" in kind.flags
        },
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """This machine shows the port on other addresses only."""
        if seen.failed(LoopbacksAgree) or not seen.failed(MachineAgrees, "other-address"):
            return None
        seen.failed(Reached)
        facts = seen.facts(MachineAgrees)
        return Diagnosis(Confidence.CERTAIN, {"bound": facts["bound"], "host": facts["host"]})
