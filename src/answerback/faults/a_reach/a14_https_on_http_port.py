"""A14: https:// on a port that speaks plain HTTP."""

from __future__ import annotations

from answerback.checks.connection.reached import Reached
from answerback.checks.connection.scheme import SchemeFits
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class HttpsOnHttpPort(Fault):
    """The same port answers over the other scheme."""

    code = "A14"
    title = Text(en="https:// on a port that speaks plain HTTP", zh="用 https 访问了明文 HTTP 端口")
    cause = Text(
        en="The TLS handshake with {url} fails because the server speaks plain HTTP: {works} answers.",
        zh="与 {url} 的 TLS 握手失败，因为服务端是明文 HTTP：{works} 有应答。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    asked = Asked(url="https://{host}:{port}{path}")
    evidence = ("ollama/ollama#8311", "ollama/ollama-python#174")
    remedy = {
        None: Remedy(
            Text(
                en="Use {works}; vLLM, Ollama and llama.cpp speak plain HTTP unless told otherwise. For TLS put "
                "nginx in front, or start with `--ssl-keyfile` and `--ssl-certfile`.",
                zh="改用 {works}；vLLM、Ollama、llama.cpp 默认都是明文 HTTP。需要 TLS 时在前面加 nginx，或启动时指定"
                " `--ssl-keyfile`、`--ssl-certfile`。",
            ),
            ("http://",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The other scheme answers."""
        if not seen.failed(SchemeFits, "speaks-http"):
            return None
        seen.failed(Reached)
        seen.failed(MachineAgrees)
        facts = seen.facts(SchemeFits)
        return Diagnosis(
            Confidence.CERTAIN, {"url": facts["url"], "works": facts["works"]}, exchange=seen.first(Reached)
        )
