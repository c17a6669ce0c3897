"""The promise that the settings in this environment are those of the service."""

from __future__ import annotations

from urllib.parse import urlsplit

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.server import host_of
from answerback.values.asks import Look
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

CLIENT_SIDE = frozenset({"OLLAMA_HOST"})
"""Variables that clients read too: there they need not be equal."""


class SettingsArrive(Check):
    """Compares our environment with that of a local Ollama, which is set up by nothing else."""

    promise = Text(
        en="Settings in this environment are those of the service.",
        zh="当前环境里的设置对服务生效。",
    )
    why = Text(
        en="A variable exported in a shell does not reach a service that systemd or the desktop has started.",
        zh="在 shell 里 export 的变量，对 systemd 或桌面程序启动的服务不起作用。",
    )
    needs = (Answers,)
    severity = Severity.INFO
    reasons = {
        "elsewhere": Reason(
            Text(
                en="{names} set here, but not in the service (pid {pid})",
                zh="{names} 只在当前环境里设置了，服务进程（pid {pid}）里没有",
            )
        ),
    }

    def run(self) -> Steps:
        """Look at the process of the service, if it may be read."""
        local = host_of(self.setting.base) in ("localhost", "::1") or host_of(self.setting.base).startswith("127.")
        if self.setting.server != "ollama" or not local:
            return self.not_needed()
        port = urlsplit(self.setting.base).port or 11434
        look: Reading = yield Look(port=port)
        if not look.ok:
            return self.not_needed()
        view = look.json
        service = next((s for s in view["servers"] if s["product"] == "ollama" and port in s["listens"]), None)
        ours = {n: v for n, v in view["environment"].items() if n.startswith("OLLAMA_") and n not in CLIENT_SIDE}
        if service is None or not ours or not service["readable"]:
            return self.not_needed()
        lost = [name for name, value in ours.items() if service["environment"].get(name) != value]
        if lost:
            return self.warn("elsewhere", names=", ".join(sorted(lost)), pid=service["pid"])
        return self.ok()
