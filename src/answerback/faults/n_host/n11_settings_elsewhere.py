"""N11: settings were made where the service does not read them."""

from __future__ import annotations

from answerback.checks.host.environment import SettingsArrive
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class SettingsElsewhere(Fault):
    """Variables exported in a shell do not reach a service that systemd started."""

    code = "N11"
    title = Text(en="Settings were made where the service does not read them", zh="环境变量设错了地方，对服务不起作用")
    cause = Text(
        en="{names} are set in this shell, and the service (pid {pid}) was started without them.",
        zh="{names} 设在当前 shell 里，而服务（pid {pid}）启动时并没有这些变量。",
    )
    severity = Severity.INFO
    priority = 1
    evidence = ("ollama/ollama#358", "ollama/ollama#4569")
    remedy = {
        None: Remedy(
            Text(
                en="Set them for the service itself and restart it.",
                zh="把变量设在服务自身的环境里，然后重启服务。",
            )
        ),
        "ollama": Remedy(
            Text(
                en="`systemctl edit ollama`, under `[Service]` one `Environment=NAME=VALUE` per variable, then "
                "`systemctl daemon-reload && systemctl restart ollama` (macOS: `launchctl setenv`).",
                zh="执行 `systemctl edit ollama`，在 `[Service]` 下逐行写 `Environment=NAME=VALUE`，再执行 "
                "`systemctl daemon-reload && systemctl restart ollama`（macOS 用 `launchctl setenv`）。",
            ),
            ("systemctl edit ollama",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The process's environment differs from ours."""
        if not seen.broke(SettingsArrive):
            return None
        facts = seen.facts(SettingsArrive)
        return Diagnosis(Confidence.CERTAIN, {"names": facts["names"], "pid": facts["pid"]})
