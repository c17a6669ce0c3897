"""A12: the API lies under another prefix."""

from __future__ import annotations

from answerback.checks.connection.base_url import BaseUrl
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.injections import Configure
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class OtherPrefix(Fault):
    """The service is right; a client given this URL as its base would fail."""

    code = "A12"
    title = Text(en="The API lies under another prefix", zh="接口在另一个路径前缀下")
    cause = Text(
        en="Nothing answers under {spelled}; this service keeps the API under {base}.",
        zh="{spelled} 下没有接口；该服务的接口在 {base} 下。",
    )
    severity = Severity.INFO
    priority = 3
    seen_with = Configure(name="prefix", value="/api/v3")
    asked = Asked(url="{scheme}://{host}:{port}/v1")
    evidence = ("cline/cline#926", "QuantumNous/new-api#853")
    remedy = {
        None: Remedy(
            Text(
                en="Set the client's `base_url` to {base}.",
                zh="把客户端的 `base_url` 设为 {base}。",
            ),
            ("base_url",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The base that works differs from the URL in just this."""
        if not seen.broke(BaseUrl, "other-prefix"):
            return None
        facts = seen.facts(BaseUrl)
        return Diagnosis(Confidence.CERTAIN, {"spelled": facts["spelled"], "base": facts["base"]})
