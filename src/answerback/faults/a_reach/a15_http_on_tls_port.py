"""A15: http:// on a port that speaks TLS."""

from __future__ import annotations

from answerback.checks.connection.reached import Reached
from answerback.checks.connection.scheme import SchemeFits
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.injections import SpeaksTls
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class HttpOnTlsPort(Fault):
    """The same port answers over the other scheme."""

    code = "A15"
    title = Text(en="http:// on a port that speaks TLS", zh="用 http 访问了 TLS 端口")
    cause = Text(
        en="The port speaks TLS and does not understand a plain request to {url}: {works} answers.",
        zh="该端口使用 TLS，无法理解发往 {url} 的明文请求：{works} 有应答。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = SpeaksTls()
    asked = Asked(url="http://{host}:{port}{path}")
    evidence = ()
    remedy = {
        None: Remedy(
            Text(
                en="Use {works}.",
                zh="改用 {works}。",
            ),
            ("https://",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The other scheme answers."""
        if not seen.failed(SchemeFits, "speaks-tls"):
            return None
        seen.failed(Reached)
        seen.failed(MachineAgrees)
        facts = seen.facts(SchemeFits)
        return Diagnosis(
            Confidence.CERTAIN, {"url": facts["url"], "works": facts["works"]}, exchange=seen.first(Reached)
        )
