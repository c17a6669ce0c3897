"""N11: settings were made where the service does not read them."""

from __future__ import annotations

from answerback.checks.host.environment import SettingsArrive
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
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
    dialect = "ollama"
    asked = Asked(
        url="http://127.0.0.1:{port}{path}",
        machine={
            "environment": {"OLLAMA_CONTEXT_LENGTH": "32768"},
            "servers": [{"product": "ollama", "title": "Ollama", "pid": 412, "pids": [412], "command": "ollama serve",
                         "wants": 8000, "listens": [8000], "readable": True, "environment": {}}],
        },
        by_hand=Text(
            en="run `OLLAMA_CONTEXT_LENGTH=32768 answerback check http://127.0.0.1:11434/v1` before an Ollama that was "
            "started without the variable",
            zh="启动 Ollama 时不设该变量，再运行 `OLLAMA_CONTEXT_LENGTH=32768 answerback check http://127.0.0.1:11434/v1`",
        ),
    )  # fmt: skip
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
