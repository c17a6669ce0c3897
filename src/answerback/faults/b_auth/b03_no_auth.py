"""B03: anybody may use it."""

from __future__ import annotations

from answerback import server
from answerback.checks.auth.required import KeyRequired
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class NoAuth(Fault):
    """A chat without any key is answered on an address that others can reach."""

    code = "B03"
    title = Text(en="It answers without any key", zh="没有任何鉴权")
    cause = Text(
        en="{address} answers chats without looking at a key: whoever reaches the port may use the service.",
        zh="{address} 不校验密钥就应答：能连到这个端口的人都能使用该服务。",
    )
    severity = Severity.MAJOR
    priority = 3
    asked = Asked(
        url="{scheme}://8.8.8.8:{port}{path}",
        by_hand=Text(
            en="run `answerback sim --host 0.0.0.0`, then check it under the address that others use",
            zh="先运行 `answerback sim --host 0.0.0.0`，再用对外的地址检查它",
        ),
    )
    evidence = ("vllm-project/vllm#886",)
    remedy = {
        None: Remedy(
            Text(
                en="Start the server with a key, bind it to 127.0.0.1, or put a gateway with authentication in front.",
                zh="启动时设置密钥，或只绑定 127.0.0.1，或在前面加带鉴权的网关。",
            ),
            ("--api-key",),
        ),
        **{
            kind.name: Remedy(
                Text(
                    en="Start it with the flag shown, or bind it to 127.0.0.1.",
                    zh="启动时加上给出的参数，或只绑定 127.0.0.1。",
                ),
                (kind.flags["api_key"],),
            )
            for kind in server.load()
            if "api_key" in kind.flags and kind.start
        },
        "ollama": Remedy(
            Text(
                en="Ollama has no keys: keep `OLLAMA_HOST=127.0.0.1:11434` and put nginx with authentication in front.",
                zh="Ollama 没有密钥功能：保持 `OLLAMA_HOST=127.0.0.1:11434`，在前面加带鉴权的 nginx。",
            ),
            ("OLLAMA_HOST=127.0.0.1:11434",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Open on a public address is a fault, elsewhere a remark."""
        if not seen.broke(KeyRequired):
            return None
        severity = None if seen.broke(KeyRequired, "open") else Severity.INFO
        return Diagnosis(Confidence.CERTAIN, {"address": seen.facts(KeyRequired)["address"]}, severity)
